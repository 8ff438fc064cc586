import { keyCaps } from "../app/keys.ts";

/** Keys as they stand on the keyboard. */
export function KeyCaps({ keys }: { keys: string }) {
  return (
    <span className="flex shrink-0 gap-1 pointer-coarse:hidden">
      {keyCaps(keys).map((cap, place) => (
        <kbd
          key={`${place} ${cap}`}
          className="min-w-5 rounded border border-line bg-canvas px-1 text-center font-sans text-2xs leading-4 text-ink-muted"
        >
          {cap}
        </kbd>
      ))}
    </span>
  );
}
