import { lazy, Suspense, useState } from "react";
import { call } from "../api/client.ts";
import { Button } from "../components/button.tsx";
import { toast } from "../components/toast.tsx";
import { tell, useRecordChanges } from "../records/changes.ts";
import { nameOf, type RecordType, type StoredRecord } from "../records/model.ts";
import type { Told } from "./use-board-moves.ts";

const OutcomeDialog = lazy(() => import("./outcome-dialog.tsx").then((module) => ({ default: module.OutcomeDialog })));

/** Win, lose and reopen on an opportunity's page. */
export function OpportunityVerbs({ type, record }: { type: RecordType; record: StoredRecord }) {
  const [asking, setAsking] = useState<"won" | "lost">();
  const { keep } = useRecordChanges(type);
  const params = { id: record.id };

  /** Into the pipeline's first stage unless told otherwise. */
  async function reopen(stageId?: string) {
    keep(await call("POST /api/opportunities/{id}/reopen", { params, body: { stageId } }));
  }
  async function close(outcome: "won" | "lost", { lostReason, wonReason, outcomeNote }: Told) {
    if (outcome === "won")
      keep(await call("POST /api/opportunities/{id}/win", { params, body: { wonReason, outcomeNote } }));
    else keep(await call("POST /api/opportunities/{id}/lose", { params, body: { lostReason, outcomeNote } }));
    const undo = () => void reopen((record["stageId"] as string | null) ?? undefined).catch(tell);
    toast.done({ title: `${nameOf(record)} is ${outcome}`, action: { label: "Undo", run: undo } });
  }
  if (record["status"] !== "open") {
    return <Button onClick={() => void reopen().catch(tell)}>Reopen</Button>;
  }
  return (
    <>
      <Button onClick={() => setAsking("lost")}>Lose</Button>
      <Button look="primary" onClick={() => setAsking("won")}>
        Win
      </Button>
      {asking && (
        <Suspense>
          <OutcomeDialog
            outcome={asking}
            name={nameOf(record)}
            onClose={() => setAsking(undefined)}
            save={(told) => close(asking, told)}
          />
        </Suspense>
      )}
    </>
  );
}
