import { ChevronDown, ChevronUp } from "lucide-react";
import { useShortcuts } from "../../app/shortcuts.ts";
import { IconButton } from "../../components/button.tsx";
import type { RecordType } from "../model.ts";
import { useListPosition } from "./list-position.ts";

/** The way to the next and the previous record of the list that the person came from. */
export function RecordSteps({ type, id }: { type: RecordType; id: string }) {
  const { at, total, previous, next, back } = useListPosition(type, id);
  const step = (run: (() => void) | undefined) => () => (run ? run() : false);
  useShortcuts([
    { keys: "j", label: "Next record", group: "Record", run: step(next) },
    { keys: "k", label: "Previous record", group: "Record", run: step(previous) },
    { keys: "u", label: "Back to the list", group: "Record", run: back },
  ]);
  if (at === undefined) return null;
  return (
    <div className="flex items-center" role="group" aria-label="Records of the list">
      <span className="mr-1 text-xs whitespace-nowrap text-ink-faint tabular-nums max-md:hidden">
        {at} of {total}
      </span>
      <IconButton label="Previous record (K)" disabled={!previous} onClick={previous} size="icon-sm">
        <ChevronUp aria-hidden />
      </IconButton>
      <IconButton label="Next record (J)" disabled={!next} onClick={next} size="icon-sm">
        <ChevronDown aria-hidden />
      </IconButton>
    </div>
  );
}
