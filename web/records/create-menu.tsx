import { Autocomplete } from "@base-ui/react/autocomplete";
import { Dialog } from "@base-ui/react/dialog";
import { Plus } from "lucide-react";
import { itemClass } from "../components/item-class.ts";
import { useCreateRecord } from "./create-record.tsx";
import type { RecordType } from "./model.ts";
import { useRecordTypes } from "./queries.ts";
import { TypeIcon } from "./type-icon.tsx";

/** Asks what to create; a letter or two of its name are enough. */
export function CreateMenu({ onClose }: { onClose: () => void }) {
  const types = useRecordTypes();
  const create = useCreateRecord();
  return (
    <Dialog.Root open onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-30 bg-overlay" />
        <Dialog.Popup
          aria-label="Create a record"
          className="fixed top-[16vh] left-1/2 z-30 w-80 max-w-[calc(100vw-1.5rem)] -translate-x-1/2 overflow-hidden rounded-xl border border-line bg-raised shadow-popup outline-none"
        >
          <Autocomplete.Root
            open
            inline
            items={types}
            autoHighlight="always"
            keepHighlight
            itemToStringValue={(type: RecordType) => type.label}
          >
            <div className="flex items-center gap-2.5 border-b border-line px-3.5">
              <Plus className="size-4 shrink-0 text-ink-faint" aria-hidden />
              <Autocomplete.Input
                aria-label="Create what?"
                placeholder="Create what?"
                className="h-11 min-w-0 flex-1 bg-transparent text-base outline-none placeholder:text-ink-faint"
              />
            </div>
            <Autocomplete.List className="max-h-[60vh] overflow-y-auto p-1.5 empty:p-0">
              {(type: RecordType) => (
                <Autocomplete.Item
                  key={type.name}
                  value={type}
                  className={itemClass}
                  onClick={() => {
                    onClose();
                    create(type);
                  }}
                >
                  <TypeIcon type={type.name} className="text-ink-faint" />
                  {type.label}
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
            <Autocomplete.Empty className="px-4 py-4 text-center text-sm text-ink-muted empty:hidden">
              Nothing of that name.
            </Autocomplete.Empty>
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
