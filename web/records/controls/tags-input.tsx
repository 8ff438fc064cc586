import { Autocomplete } from "@base-ui/react/autocomplete";
import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { type KeyboardEvent, useMemo, useState } from "react";
import { cn } from "../../components/class-names.ts";
import { useFieldControl } from "../../components/field.tsx";
import { controlClass } from "../../components/input.tsx";
import { itemClass } from "../../components/item-class.ts";
import { fewRecordsQuery } from "../queries.ts";
import type { ControlProps } from "./field-control.tsx";

/** Words that are added with Enter or a comma and taken away one by one; those in use are suggested. */
export function TagsInput({ value, onChange, autoFocus, label, plural }: ControlProps) {
  const tags = Array.isArray(value) ? (value as string[]) : [];
  const [text, setText] = useState("");
  const [highlighted, setHighlighted] = useState<string>();
  const inUse = useTagsInUse(plural).filter((tag) => !tags.includes(tag));

  function add(words = text) {
    const next = words
      .split(",")
      .map((tag) => tag.trim())
      .filter((tag) => tag && !tags.includes(tag));
    if (next.length > 0) onChange([...tags, ...next]);
    setText("");
  }
  function onKeyDown(event: KeyboardEvent) {
    if ((event.key === "Enter" || event.key === ",") && text.trim() && !highlighted) {
      event.preventDefault();
      event.stopPropagation();
      add();
    } else if (event.key === "Backspace" && text === "" && tags.length > 0) {
      onChange(tags.slice(0, -1));
    }
  }
  return (
    <Autocomplete.Root
      items={inUse}
      value={text}
      onValueChange={(next, { reason }) => (reason === "item-press" ? add(next) : setText(next))}
      onItemHighlighted={setHighlighted}
      openOnInputClick
      limit={30}
    >
      <Autocomplete.InputGroup
        className={cn(
          controlClass,
          "flex min-h-8 flex-wrap items-center gap-1 py-1 focus-within:border-accent pointer-coarse:min-h-10",
        )}
      >
        {tags.map((tag) => (
          <Tag key={tag} tag={tag} onRemove={() => onChange(tags.filter((other) => other !== tag))} />
        ))}
        <Autocomplete.Input
          {...useFieldControl()}
          aria-label={label}
          autoFocus={autoFocus}
          placeholder={tags.length === 0 ? "Add a tag" : ""}
          onKeyDown={onKeyDown}
          onBlur={() => add()}
          className="min-w-16 flex-1 bg-transparent text-sm outline-none placeholder:text-ink-faint"
        />
      </Autocomplete.InputGroup>
      <Autocomplete.Portal>
        <Autocomplete.Positioner sideOffset={4} align="start" className="z-50">
          <Autocomplete.Popup className="popup max-h-[min(14rem,var(--available-height))] min-w-40 overflow-y-auto data-empty:hidden">
            <Autocomplete.List className="p-1">
              {(tag: string) => (
                <Autocomplete.Item key={tag} value={tag} className={itemClass}>
                  {tag}
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
          </Autocomplete.Popup>
        </Autocomplete.Positioner>
      </Autocomplete.Portal>
    </Autocomplete.Root>
  );
}

function Tag({ tag, onRemove }: { tag: string; onRemove: () => void }) {
  return (
    <span className="tone-gray inline-flex h-5 items-center gap-1 rounded-md pl-1.5 text-xs font-medium pointer-coarse:h-7">
      {tag}
      <button
        type="button"
        aria-label={`Remove ${tag}`}
        className="flex size-5 items-center justify-center rounded-md hover:bg-pressed pointer-coarse:size-7"
        onClick={onRemove}
      >
        <X className="size-3" aria-hidden />
      </button>
    </span>
  );
}

/** The tags of the records that were touched last. */
function useTagsInUse(plural: string | undefined): string[] {
  const query = { limit: 100, sort: "-updatedAt", "filter[tags][empty]": "false" };
  const { data } = useQuery({
    ...fewRecordsQuery(plural ?? "", query),
    enabled: plural !== undefined,
    staleTime: 60_000,
  });
  return useMemo(() => [...new Set((data ?? []).flatMap((record) => record.tags ?? []))].toSorted(), [data]);
}
