import { lazy, Suspense, useState } from "react";
import { Button } from "../components/button.tsx";
import type { RecordType, StoredRecord } from "../records/model.ts";

const load = () => import("./convert-dialog.tsx");
const ConvertDialog = lazy(() => load().then((module) => ({ default: module.ConvertDialog })));

/** The next step of a lead: to become a customer. */
export function LeadVerbs({ type, record }: { type: RecordType; record: StoredRecord }) {
  const [asking, setAsking] = useState(false);
  if (record["status"] === "converted") return null;
  return (
    <>
      <Button look="primary" onClick={() => setAsking(true)} onPointerEnter={() => void load().catch(() => undefined)}>
        Convert
      </Button>
      {asking && (
        <Suspense>
          <ConvertDialog type={type} record={record} onClose={() => setAsking(false)} />
        </Suspense>
      )}
    </>
  );
}
