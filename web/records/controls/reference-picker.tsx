import { Combobox } from "@base-ui/react/combobox";
import { X } from "lucide-react";
import { useRef, useState } from "react";
import { useCan, useMe } from "../../app/session.ts";
import { cn } from "../../components/class-names.ts";
import { useFieldControl } from "../../components/field.tsx";
import { controlClass } from "../../components/input.tsx";
import { toast } from "../../components/toast.tsx";
import { tell } from "../changes.ts";
import { useCreateRecord } from "../create-record.tsx";
import { nameOf, type RecordType, type Reference, referenceTo, type StoredRecord } from "../model.ts";
import { useRecordType } from "../queries.ts";
import type { ControlProps } from "./field-control.tsx";
import { isMadeByName, nameValues, useNewByName } from "./new-from-text.ts";
import { type PickerItem, ReferenceItem } from "./reference-item.tsx";
import { useFoundItems } from "./use-found-items.ts";

type ReferencePickerProps = ControlProps & { /** Offers nothing that is not there yet. */ findsOnly?: boolean };

/** Finds a record of the field's target by name, or makes a new one. */
export function ReferencePicker(props: ReferencePickerProps) {
  const { field, value, referred, onChange, autoFocus, label, findsOnly } = props;
  const target = useRecordType(field.target ?? "");
  const [picked, setPicked] = useState<PickerItem | null>(() => itemOf(value, referred));
  const [text, setText] = useState(picked?.title ?? "");
  const typed = text === picked?.title ? "" : text.trim();
  const { items, searching } = useFoundItems(target, typed, picked, useOffers(findsOnly ? undefined : target, typed));
  const input = useRef<HTMLInputElement>(null);

  function pick(item: PickerItem | null) {
    setPicked(item);
    setText(item?.title ?? "");
    onChange(item?.id ?? null);
  }
  const make = useMake(target, (record) => {
    pick(referenceTo(record));
    input.current?.focus();
  });
  return (
    <Combobox.Root
      items={items}
      filter={null}
      value={picked}
      onValueChange={(next: PickerItem | null) => (next?.offer ? make(next) : pick(next))}
      inputValue={text}
      onInputValueChange={(next, { reason }) => {
        // Choosing to make a record keeps what was typed until there is one.
        if (reason !== "item-press") setText(next);
        if (next === "" && reason === "input-change") pick(null);
      }}
      itemToStringLabel={(item: PickerItem) => item.title}
      isItemEqualToValue={(item: PickerItem, other: PickerItem) => item.id === other.id}
      autoHighlight
    >
      <Combobox.InputGroup className="relative">
        <Combobox.Input
          {...useFieldControl()}
          ref={input}
          aria-label={label}
          autoFocus={autoFocus}
          placeholder={target ? `Find ${article(target.label)}…` : ""}
          className={cn(controlClass, "h-8 pr-8 pointer-coarse:h-10 pointer-coarse:pr-10")}
        />
        <Combobox.Clear
          aria-label="Clear"
          className="absolute inset-y-0 right-0 flex w-8 items-center justify-center rounded-md text-ink-faint hover:text-ink pointer-coarse:w-10"
        >
          <X className="size-3.5" aria-hidden />
        </Combobox.Clear>
      </Combobox.InputGroup>
      <Combobox.Portal>
        <Combobox.Positioner sideOffset={4} align="start" className="z-50">
          <Combobox.Popup className="popup max-h-[min(22rem,var(--available-height))] w-[max(var(--anchor-width),18rem)] max-w-[calc(100vw-1.5rem)] overflow-y-auto overscroll-contain">
            <Combobox.Empty className="px-3 py-2 text-sm text-ink-faint empty:hidden">
              {searching ? "Searching…" : typed ? "None of that name." : "None yet. Type a name."}
            </Combobox.Empty>
            <Combobox.List className="p-1 empty:p-0">
              {(item: PickerItem) => <ReferenceItem key={item.id} item={item} target={target} />}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}

/** What can be made of the typed name: a record at once, or a form that begins with it. */
function useOffers(target: RecordType | undefined, typed: string): PickerItem[] {
  const can = useCan();
  if (!target || !typed || !can("records.write")) return [];
  const form = { id: "form", title: typed, offer: "form" } as const;
  return isMadeByName(target) ? [{ id: "new", title: typed, offer: "now" }, form] : [form];
}

function useMake(target: RecordType | undefined, onMade: (record: StoredRecord) => void) {
  const create = useCreateRecord();
  const newByName = useNewByName();
  const { user } = useMe();
  return ({ offer, title }: PickerItem) => {
    if (!target) return;
    const openForm = () => create(target, { values: nameValues(target, title), onCreated: onMade });
    if (offer === "form") return openForm();
    newByName(target, title, user.id).then((record) => {
      onMade(record);
      toast.done({ title: `${target.label} created`, detail: nameOf(record) });
    }, tell);
  };
}

function itemOf(value: unknown, referred: Reference | null | undefined): PickerItem | null {
  if (typeof value !== "string" || !value) return null;
  return { id: value, title: referred?.id === value ? (referred.title ?? referred.name ?? "") : "" };
}

function article(label: string): string {
  return `${/^[aeiou]/i.test(label) ? "an" : "a"} ${label.toLowerCase()}`;
}
