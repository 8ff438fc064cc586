import { DialogPopup } from "../components/dialog-popup.tsx";
import { keyCaps, type Shortcut, type ShortcutGroup, useOfferedShortcuts } from "./shortcuts.ts";

const groups: ShortcutGroup[] = ["Anywhere", "Go to", "List", "Record", "Board"];

/** `?`: every key that does something on the page that is shown. */
export function ShortcutOverview({ open, onClose }: { open: boolean; onClose: () => void }) {
  const offered = useOfferedShortcuts();
  return (
    <DialogPopup open={open} onClose={onClose} title="Keyboard shortcuts" className="sm:w-[44rem]">
      <div className="gap-x-8 sm:columns-2">
        {groups.map((group) => {
          const shortcuts = offered.filter((shortcut) => shortcut.group === group);
          return shortcuts.length > 0 && <Group key={group} name={group} shortcuts={shortcuts} />;
        })}
      </div>
    </DialogPopup>
  );
}

function Group({ name, shortcuts }: { name: string; shortcuts: Shortcut[] }) {
  return (
    <section className="mb-5 break-inside-avoid">
      <h3 className="mb-1 text-xs font-medium text-ink-muted">{name}</h3>
      <dl>
        {shortcuts.map(({ keys, label }) => (
          <div key={keys} className="flex min-h-7 items-center justify-between gap-4 text-sm">
            <dt>{label}</dt>
            <dd className="flex shrink-0 gap-1">
              {keyCaps(keys).map((cap) => (
                <kbd
                  key={cap}
                  className="min-w-5 rounded border border-line bg-canvas px-1 text-center font-sans text-2xs text-ink-muted"
                >
                  {cap}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
