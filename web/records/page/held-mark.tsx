import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Scale } from "lucide-react";
import { useCan } from "../../app/session.ts";
import { buttonClass } from "../../components/button.tsx";
import { legalHoldsQuery } from "../../settings/legal-hold-queries.ts";
import type { RecordType, StoredRecord } from "../model.ts";

/** Says that a legal hold names the record, to those who may know. */
export function HeldMark({ type, record }: { type: RecordType; record: StoredRecord }) {
  const can = useCan();
  // Not worth a second try: the server refuses what is held in any case.
  const { data = [] } = useQuery({ ...legalHoldsQuery("living"), enabled: can("audit.read"), retry: false });
  const holds = data.filter((hold) => hold.record?.type === type.name && hold.record.id === record.id);
  if (holds.length === 0) return null;
  return (
    <div className="mb-5 flex items-center gap-2.5 rounded-lg border border-line bg-canvas py-1.5 pr-1.5 pl-3 text-sm">
      <Scale className="size-4 shrink-0 text-ink-faint" aria-hidden />
      <span className="min-w-0 flex-1 text-ink-muted wrap-anywhere">
        Held by {holds.map(({ name }) => `“${name}”`).join(", ")}: it cannot be deleted for good.
      </span>
      <Link
        to="/settings/audit-log"
        search={{}}
        className={buttonClass({ look: "quiet", size: "sm", className: "pointer-coarse:h-10" })}
      >
        Legal holds
      </Link>
    </div>
  );
}
