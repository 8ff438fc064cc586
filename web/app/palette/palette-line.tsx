import { Autocomplete } from "@base-ui/react/autocomplete";
import type { MouseEvent } from "react";
import { cn } from "../../components/class-names.ts";
import { itemClass } from "../../components/item-class.ts";
import { KeyCaps } from "../../components/key-caps.tsx";
import type { Entry, EntryGroup } from "./entries.ts";
import type { Range } from "./match.ts";

type PaletteGroupProps = {
  group: EntryGroup;
  /** What was found for something else than what is typed by now. */
  isStale: boolean;
  onChoose: (entry: Entry, event: MouseEvent) => void;
};

export function PaletteGroup({ group, isStale, onChoose }: PaletteGroupProps) {
  return (
    <Autocomplete.Group items={group.items} className="mb-1.5 last:mb-0">
      <Autocomplete.GroupLabel className="px-2 pt-1.5 pb-1 text-2xs font-medium text-ink-faint">
        {group.value}
      </Autocomplete.GroupLabel>
      <Autocomplete.Collection>
        {(entry: Entry) => (
          <Autocomplete.Item
            key={entry.id}
            value={entry}
            className={cn(itemClass, "min-h-8 transition-opacity", isStale && isFound(entry) && "opacity-50")}
            onClick={(event) => onChoose(entry, event)}
          >
            <entry.icon className="text-ink-faint" aria-hidden />
            <span className="flex min-w-0 flex-1 items-baseline gap-2">
              <span className="truncate">
                <Highlighted text={entry.label} ranges={entry.ranges ?? []} />
              </span>
              {entry.detail && (
                <span className="max-w-1/2 shrink-2 truncate text-xs text-ink-muted">{entry.detail}</span>
              )}
            </span>
            {entry.keys && <KeyCaps keys={entry.keys} />}
          </Autocomplete.Item>
        )}
      </Autocomplete.Collection>
    </Autocomplete.Group>
  );
}

function isFound(entry: Entry): boolean {
  return entry.id === entry.to;
}

function Highlighted({ text, ranges }: { text: string; ranges: readonly Range[] }) {
  const parts = ranges.flatMap(([start, end], place) => [
    text.slice(ranges[place - 1]?.[1] ?? 0, start),
    <mark key={start} className="bg-transparent font-semibold text-accent-text">
      {text.slice(start, end)}
    </mark>,
  ]);
  return [...parts, text.slice(ranges.at(-1)?.[1] ?? 0)];
}
