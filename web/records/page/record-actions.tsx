import { useNavigate } from "@tanstack/react-router";
import { Ellipsis, History, Printer, Trash2, UserRoundX, UserSearch } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useCan } from "../../app/session.ts";
import { useShortcuts } from "../../app/shortcuts.ts";
import { IconButton } from "../../components/button.tsx";
import { Menu, MenuItem } from "../../components/menu.tsx";
import { tell, useRecordChanges } from "../changes.ts";
import { isPerson } from "../icons.ts";
import { useNarrow } from "../list/use-narrow.ts";
import type { RecordType, StoredRecord } from "../model.ts";
import { RecordVerbs } from "./record-verbs.tsx";

const EraseRecord = lazy(() => import("./erase-record.tsx").then((module) => ({ default: module.EraseRecord })));

/** What can be done with a record as a whole. */
export function RecordActions({ type, record }: { type: RecordType; record: StoredRecord }) {
  const can = useCan();
  const narrow = useNarrow();
  const navigate = useNavigate();
  const { trash } = useRecordChanges(type);
  const mayTrash = can("records.write") && !record.deletedAt;
  const mayErase = isPerson(type.name) && can("records.purge");
  const [erasing, setErasing] = useState(false);
  const moveToTrash = () =>
    void trash([record.id]).then(
      () => navigate({ to: "/$plural", params: { plural: type.plural }, search: {} }),
      (failure) => tell(failure, moveToTrash),
    );
  useShortcuts(mayTrash ? [{ label: "Move to trash", group: "Record", icon: Trash2, run: moveToTrash }] : []);
  return (
    <>
      {/* On a phone they stand below the page, within the thumb's reach. */}
      {mayTrash && !narrow && <RecordVerbs type={type} record={record} />}
      <Menu
        trigger={
          <IconButton label="More">
            <Ellipsis aria-hidden />
          </IconButton>
        }
      >
        {can("audit.read") && (
          <MenuItem
            onClick={() => void navigate({ to: "/audit-log", search: { resource: type.name, resourceId: record.id } })}
          >
            <History aria-hidden />
            Show in the audit log
          </MenuItem>
        )}
        <MenuItem onClick={() => window.print()}>
          <Printer aria-hidden />
          Print…
        </MenuItem>
        {isPerson(type.name) && can("persons.manage") && (
          <MenuItem
            onClick={() =>
              void navigate({ to: "/settings/privacy-requests", search: { person: type.name, id: record.id } })
            }
          >
            <UserSearch aria-hidden />
            Privacy requests
          </MenuItem>
        )}
        {mayTrash && (
          <MenuItem danger onClick={moveToTrash}>
            <Trash2 aria-hidden />
            Move to trash
          </MenuItem>
        )}
        {mayErase && (
          <MenuItem danger onClick={() => setErasing(true)}>
            <UserRoundX aria-hidden />
            Forget this person…
          </MenuItem>
        )}
      </Menu>
      {erasing && (
        <Suspense>
          <EraseRecord type={type} record={record} onClose={() => setErasing(false)} />
        </Suspense>
      )}
    </>
  );
}
