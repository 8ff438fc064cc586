import { useQuery } from "@tanstack/react-query";
import { Copy } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { call } from "../../api/client.ts";
import { Button } from "../../components/button.tsx";
import type { RecordType, StoredRecord } from "../model.ts";
import { useMayEdit } from "./use-may-edit.ts";

const MergeDialog = lazy(() => import("./merge-dialog.tsx").then((module) => ({ default: module.MergeDialog })));

type RecordProps = { type: RecordType; record: StoredRecord };

/** A quiet word where others may be the same as this record. */
export function DuplicatesNotice({ type, record }: RecordProps) {
  const mayEdit = useMayEdit(record);
  const [open, setOpen] = useState(false);
  const { data = [] } = useQuery({
    queryKey: ["records", type.plural, "duplicates", record.id],
    enabled: mayEdit,
    staleTime: 5 * 60_000,
    // Of use to whoever stays; not worth a second try.
    retry: false,
    queryFn: async ({ signal }) => {
      const params = { plural: type.plural as "accounts", id: record.id };
      return (await call("GET /api/{plural}/{id}/duplicates", { params, signal })).data;
    },
  });
  if (!mayEdit || data.length === 0) return null;
  return (
    <div className="mb-5 flex items-center gap-2.5 rounded-lg border border-line bg-canvas py-1.5 pr-1.5 pl-3 text-sm">
      <Copy className="size-4 shrink-0 text-ink-faint" aria-hidden />
      <span className="min-w-0 flex-1 text-ink-muted">
        {data.length === 1 ? "1 possible duplicate" : `${data.length} possible duplicates`}
      </span>
      <Button look="quiet" size="sm" className="pointer-coarse:h-10" onClick={() => setOpen(true)}>
        Compare
      </Button>
      {open && (
        <Suspense>
          <MergeDialog type={type} record={record} candidates={data} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}
