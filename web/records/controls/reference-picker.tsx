import { Combobox } from "@base-ui/react/combobox";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { useDeferredValue, useMemo, useState } from "react";
import { useCan } from "../../app/session.ts";
import { Avatar } from "../../components/avatar.tsx";
import { cn } from "../../components/class-names.ts";
import { useFieldControl } from "../../components/field.tsx";
import { controlClass } from "../../components/input.tsx";
import { itemClass } from "../../components/item-class.ts";
import { useCreateRecord } from "../create-record.tsx";
import { isPerson } from "../icons.ts";
import { type Reference, referenceTo } from "../model.ts";
import { fewRecordsQuery, useRecordType } from "../queries.ts";
import type { ControlProps } from "./field-control.tsx";

type Item = { id: string; title: string };

/** Finds a record of the field's target by name, or makes a new one. */
export function ReferencePicker({ field, value, referred, onChange, autoFocus, label }: ControlProps) {
  const target = useRecordType(field.target ?? "");
  const [picked, setPicked] = useState<Item | null>(() => itemOf(value, referred));
  const [text, setText] = useState(picked?.title ?? "");
  const search = useDeferredValue(text === picked?.title ? "" : text.trim());
  const { data: found, isFetching } = useQuery({
    ...fewRecordsQuery(target?.plural ?? "", { limit: 8, search }),
    enabled: target !== undefined,
    placeholderData: keepPreviousData,
  });
  const items = useMemo(() => withPicked((found ?? []).map(referenceTo), picked), [found, picked]);
  const control = useFieldControl();

  function pick(item: Item | null) {
    setPicked(item);
    setText(item?.title ?? "");
    onChange(item?.id ?? null);
  }
  return (
    <Combobox.Root
      items={items}
      filter={null}
      value={picked}
      onValueChange={(next) => pick(next)}
      inputValue={text}
      onInputValueChange={setText}
      itemToStringLabel={(item: Item) => item.title}
      isItemEqualToValue={(item: Item, other: Item) => item.id === other.id}
    >
      <Combobox.InputGroup className="relative">
        <Combobox.Input
          {...control}
          aria-label={label}
          autoFocus={autoFocus}
          placeholder={target ? `Find ${article(target.label)}…` : ""}
          className={cn(controlClass, "h-8 pr-8 pointer-coarse:h-10")}
        />
        <Combobox.Clear
          aria-label="Clear"
          className="absolute inset-y-0 right-0 flex w-8 items-center justify-center rounded-md text-ink-faint hover:text-ink"
        >
          <X className="size-3.5" aria-hidden />
        </Combobox.Clear>
      </Combobox.InputGroup>
      <Combobox.Portal>
        <Combobox.Positioner sideOffset={4} className="z-50">
          <Combobox.Popup className="popup max-h-[min(20rem,var(--available-height))] w-[var(--anchor-width)] min-w-56 overflow-y-auto p-1">
            <Combobox.List>
              {(item: Item) => (
                <Combobox.Item key={item.id} value={item} className={itemClass}>
                  <Avatar name={item.title} shape={isPerson(field.target ?? "") ? "person" : "thing"} />
                  <span className="truncate">{item.title}</span>
                </Combobox.Item>
              )}
            </Combobox.List>
            <Combobox.Empty className="px-2 py-1.5 text-sm text-ink-faint empty:hidden">
              {isFetching ? "Searching…" : "None of that name."}
            </Combobox.Empty>
            <CreateFromPicker target={field.target ?? ""} text={search} onCreated={pick} />
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}

function CreateFromPicker({
  target,
  text,
  onCreated,
}: {
  target: string;
  text: string;
  onCreated: (item: Item) => void;
}) {
  const type = useRecordType(target);
  const create = useCreateRecord();
  const can = useCan();
  if (!type || !text || !can("records.write")) return null;
  return (
    <button
      type="button"
      className={cn(itemClass, "mt-1 border-t border-line text-ink-muted hover:bg-hover")}
      onClick={() =>
        create(type, { values: nameValues(type.name, text), onCreated: (record) => onCreated(referenceTo(record)) })
      }
    >
      <Plus aria-hidden />
      New {type.label.toLowerCase()} “{text}”
    </button>
  );
}

/** What was typed, put where a new record's name goes. */
function nameValues(type: string, text: string): Record<string, unknown> {
  if (!isPerson(type))
    return type === "task" || type === "project" || type === "contract" ? { title: text } : { name: text };
  const words = text.split(/\s+/);
  return { lastName: words.pop(), ...(words.length > 0 && { firstName: words.join(" ") }) };
}

function itemOf(value: unknown, referred: Reference | null | undefined): Item | null {
  if (typeof value !== "string" || !value) return null;
  return { id: value, title: referred?.id === value ? (referred.title ?? referred.name ?? "") : "" };
}

function withPicked(found: Item[], picked: Item | null): Item[] {
  return !picked || found.some((item) => item.id === picked.id) ? found : [picked, ...found];
}

function article(label: string): string {
  return `${/^[aeiou]/i.test(label) ? "an" : "a"} ${label.toLowerCase()}`;
}
