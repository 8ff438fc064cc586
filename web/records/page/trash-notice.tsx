import { Link, useNavigate } from "@tanstack/react-router";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { useCan } from "../../app/session.ts";
import { Button, buttonClass } from "../../components/button.tsx";
import { Confirm } from "../../components/confirm.tsx";
import { refusalOf, useHolds } from "../../settings/use-holds.ts";
import { tell, useRecordChanges } from "../changes.ts";
import { formatAgo } from "../format.ts";
import { nameOf, type RecordType, type StoredRecord } from "../model.ts";

/** Says that somebody deleted the record for good while its page was open. */
export function GoneNotice({ type }: { type: RecordType }) {
  return (
    <div role="alert" className="flex items-center gap-3 border-b border-line bg-danger-soft px-4 py-2 text-sm">
      <Trash2 className="size-4 shrink-0 text-danger" aria-hidden />
      <span className="flex-1">
        Somebody deleted this {type.label.toLowerCase()} for good. Nothing here can be saved now; what you typed can
        still be copied.
      </span>
      <Link to="/$plural" params={{ plural: type.plural }} search={{}} className={buttonClass({ size: "sm" })}>
        To all {type.pluralLabel.toLowerCase()}
      </Link>
    </div>
  );
}

/** Says that the record is in the trash, and offers the way back or the way out. */
export function TrashNotice({ type, record }: { type: RecordType; record: StoredRecord }) {
  const [asking, setAsking] = useState(false);
  const can = useCan();
  const navigate = useNavigate();
  const { restore, purge } = useRecordChanges(type);
  const { naming } = useHolds({ type: type.name, id: record.id });
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line bg-danger-soft px-4 py-2 text-sm">
      <Trash2 className="size-4 text-danger" aria-hidden />
      <span className="flex-1">In the trash since {formatAgo(record.deletedAt ?? "")}.</span>
      {can("records.write") && (
        <Button size="sm" onClick={() => void restore([record.id]).catch(tell)}>
          Restore
        </Button>
      )}
      {can("records.purge") && (
        <Button size="sm" look="danger" onClick={() => setAsking(true)}>
          Delete for good
        </Button>
      )}
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={`Delete ${nameOf(record)} for good?`}
        description="It cannot be restored. What the audit log says about it stays."
        action="Delete for good"
        refusal={refusalOf(naming)}
        onConfirm={async () => {
          await purge(record.id);
          await navigate({ to: "/$plural", params: { plural: type.plural }, search: { trash: "only" } });
        }}
      />
    </div>
  );
}
