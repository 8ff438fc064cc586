import { Link } from "@tanstack/react-router";
import { Scale } from "lucide-react";
import { useHolds } from "../../settings/use-holds.ts";
import type { RecordType, StoredRecord } from "../model.ts";

/** Says that a legal hold names the record, to those who may know. */
export function HeldMark({ type, record }: { type: RecordType; record: StoredRecord }) {
  const { naming } = useHolds({ type: type.name, id: record.id });
  if (naming.length === 0) return null;
  return (
    <p className="mb-5 flex gap-2.5 rounded-lg border border-line bg-canvas px-3 py-2 text-sm text-ink-muted">
      <Scale className="mt-0.5 size-4 shrink-0 text-ink-faint" aria-hidden />
      <span className="min-w-0 flex-1 wrap-anywhere">
        Under legal hold{" "}
        {naming.map(({ id, name }, at) => (
          <span key={id}>
            {at > 0 && ", "}
            <Link
              to="/settings/audit-log"
              search={{}}
              hash={`hold-${id}`}
              className="rounded font-medium text-ink underline underline-offset-2"
            >
              “{name}”
            </Link>
          </span>
        ))}
        : it can be changed, but neither deleted for good nor forgotten.
      </span>
    </p>
  );
}
