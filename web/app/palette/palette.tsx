import { Autocomplete } from "@base-ui/react/autocomplete";
import { Search } from "lucide-react";
import { type KeyboardEvent, type MouseEvent, type RefObject, useRef, useState } from "react";
import { Button } from "../../components/button.tsx";
import { useGo } from "../go-to.ts";
import { useCan } from "../session.ts";
import type { Entry, EntryGroup } from "./entries.ts";
import { PaletteGroup } from "./palette-line.tsx";
import { PaletteNote } from "./palette-note.tsx";
import { usePaletteGroups } from "./use-palette-groups.ts";

export function Palette({ typed, onClose }: { typed: RefObject<string>; onClose: () => void }) {
  const [text, setText] = useState(() => typed.current);
  const highlighted = useRef<Entry>(undefined);
  const list = useRef<HTMLDivElement>(null);
  const { groups, found } = usePaletteGroups(text);
  const choose = useChoose(onClose);
  const mayRead = useCan()("records.read");

  // The list's own Enter knows nothing of other tabs.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey) || !highlighted.current) return;
    event.preventDefault();
    event.stopPropagation();
    choose(highlighted.current, event);
  };
  return (
    <Autocomplete.Root
      open
      inline
      items={groups}
      filter={null}
      autoHighlight="always"
      keepHighlight
      value={text}
      onValueChange={(next) => {
        setText(next);
        list.current?.scrollTo({ top: 0 });
      }}
      onItemHighlighted={(entry: Entry | undefined) => {
        highlighted.current = entry;
      }}
      itemToStringValue={(entry: Entry) => entry.label}
    >
      <div className="flex shrink-0 items-center gap-2.5 border-b border-line px-4" onKeyDownCapture={onKeyDown}>
        <Search className="size-4 shrink-0 text-ink-faint" aria-hidden />
        <Autocomplete.Input
          aria-label={mayRead ? "Search records and commands" : "Search commands"}
          placeholder="Search, or type what to do…"
          className="h-12 min-w-0 flex-1 bg-transparent text-base outline-none placeholder:text-ink-faint"
        />
        <Button look="quiet" className="-mr-2 sm:hidden" onClick={onClose}>
          Cancel
        </Button>
      </div>
      <Autocomplete.List
        ref={list}
        aria-busy={found.isStale}
        className="min-h-0 scroll-py-8 overflow-y-auto overscroll-contain p-1.5 empty:hidden"
      >
        {(group: EntryGroup) => (
          <PaletteGroup key={group.value} group={group} isStale={found.isStale} onChoose={choose} />
        )}
      </Autocomplete.List>
      <PaletteNote found={found} isEmpty={groups.length === 0} typed={text.trim()} />
      <Keys />
    </Autocomplete.Root>
  );
}

/** Does what an entry says; with Ctrl or Cmd its page opens in a tab of its own. */
function useChoose(onClose: () => void) {
  const go = useGo();
  return ({ to, run }: Entry, event: KeyboardEvent | MouseEvent) => {
    if (to && (event.metaKey || event.ctrlKey)) {
      window.open(to, "_blank", "noopener");
      return;
    }
    onClose();
    // Once the focus is back where it was: a command may be about what has the focus.
    setTimeout(() => (to ? go(to) : run?.()));
  };
}

function Keys() {
  const keys = [
    ["↑↓", "move"],
    ["↵", "open"],
    [/mac/i.test(navigator.userAgent) ? "⌘ ↵" : "Ctrl ↵", "new tab"],
    ["Esc", "close"],
  ];
  return (
    <p
      aria-hidden
      className="mt-auto flex shrink-0 gap-4 border-t border-line px-4 py-2 text-2xs text-ink-faint max-sm:hidden pointer-coarse:hidden"
    >
      {keys.map(([key, meaning]) => (
        <span key={key}>
          <kbd className="mr-1 font-sans text-ink-muted">{key}</kbd>
          {meaning}
        </span>
      ))}
    </p>
  );
}
