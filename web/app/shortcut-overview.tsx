import { DialogPopup } from "../components/dialog-popup.tsx";
import { KeyCaps } from "../components/key-caps.tsx";
import { type Command, type Shortcut, type ShortcutGroup, useOfferedCommands } from "./shortcuts.ts";

const groups: ShortcutGroup[] = ["List", "Record", "Board", "Anywhere", "Create", "Go to"];

/** `?`: every key that does something on the page that is shown; what is nearest stands first. */
export function ShortcutOverview({ open, onClose }: { open: boolean; onClose: () => void }) {
  const offered = useOfferedCommands().filter(hasKeys);
  return (
    <DialogPopup open={open} onClose={onClose} title="Keyboard shortcuts" reads className="sm:w-[44rem]">
      <div className="gap-x-10 sm:columns-2">
        {groups.map((group) => {
          const shortcuts = offered.filter((shortcut) => shortcut.group === group);
          return shortcuts.length > 0 && <Group key={group} name={group} shortcuts={shortcuts} />;
        })}
      </div>
    </DialogPopup>
  );
}

function hasKeys(command: Command): command is Shortcut {
  return command.keys !== undefined;
}

function Group({ name, shortcuts }: { name: string; shortcuts: Shortcut[] }) {
  return (
    <section className="mb-5 break-inside-avoid">
      <h3 className="mb-1 text-xs font-medium text-ink-muted">{name}</h3>
      <dl>
        {shortcuts.map(({ keys, label }) => (
          <div key={keys} className="flex min-h-7 items-center justify-between gap-4 text-sm">
            <dt>{label}</dt>
            <dd>
              <KeyCaps keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
