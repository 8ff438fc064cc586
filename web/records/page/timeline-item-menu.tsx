import { Ellipsis, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { call } from "../../api/client.ts";
import type { TimelineItem } from "../../api/contract.ts";
import { useCan, useMe } from "../../app/session.ts";
import { IconButton } from "../../components/button.tsx";
import { Confirm } from "../../components/confirm.tsx";
import { Menu, MenuItem } from "../../components/menu.tsx";
import { tell, useRecordChanges } from "../changes.ts";
import type { RecordType, StoredRecord } from "../model.ts";
import { useRecordType } from "../queries.ts";

type ItemMenuProps = { item: TimelineItem; type: RecordType; record: StoredRecord; onEdit: () => void };

/** What its author can do with a note, a call or a comment; others' words stay as they are. */
export function TimelineItemMenu({ item, type, record, onEdit }: ItemMenuProps) {
  const can = useCan();
  const { user } = useMe();
  const activity = useRecordType("activity");
  const mine = item.by?.id === user.id && can("records.write");
  const mayRemove = mine || (can("records.purge") && can("records.write"));
  if (record.deletedAt || !mayRemove) return null;
  if (item.kind === "comment") return <CommentRemoval item={item} type={type} record={record} />;
  if (item.kind !== "activity" || !activity) return null;
  return <ActivityMenu item={item} type={activity} onEdit={mine ? onEdit : undefined} />;
}

const quietClass =
  "-my-0.5 opacity-0 group-hover/entry:opacity-100 focus-visible:opacity-100 data-popup-open:opacity-100 pointer-coarse:opacity-100";

type ActivityMenuProps = { item: TimelineItem; type: RecordType; onEdit: (() => void) | undefined };

function ActivityMenu({ item, type, onEdit }: ActivityMenuProps) {
  const { trash } = useRecordChanges(type);
  return (
    <Menu
      trigger={
        <IconButton label={`Actions for ${item.title ?? "this"}`} size="icon-sm" className={quietClass}>
          <Ellipsis aria-hidden />
        </IconButton>
      }
    >
      {onEdit && (
        <MenuItem onClick={onEdit}>
          <Pencil aria-hidden />
          Edit
        </MenuItem>
      )}
      <MenuItem danger onClick={() => void trash([item.id]).catch(tell)}>
        <Trash2 aria-hidden />
        Delete
      </MenuItem>
    </Menu>
  );
}

/** A comment has no trash to come back from, so that it is asked first. */
function CommentRemoval({ item, type, record }: Omit<ItemMenuProps, "onEdit">) {
  const { refresh } = useRecordChanges(type);
  const [asking, setAsking] = useState(false);
  const params = { plural: type.plural, id: record.id, commentId: item.id };
  return (
    <>
      <IconButton label="Remove this comment" size="icon-sm" className={quietClass} onClick={() => setAsking(true)}>
        <Trash2 aria-hidden />
      </IconButton>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title="Remove this comment?"
        description={item.body}
        action="Remove"
        onConfirm={async () => {
          await call("DELETE /api/{plural}/{id}/comments/{commentId}", { params });
          refresh();
        }}
      />
    </>
  );
}
