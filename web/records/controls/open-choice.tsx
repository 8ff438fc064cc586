import { Autocomplete } from "@base-ui/react/autocomplete";
import { ChevronsUpDown } from "lucide-react";
import { useMemo, useState } from "react";
import { cn } from "../../components/class-names.ts";
import { useFieldControl } from "../../components/field.tsx";
import { controlClass } from "../../components/input.tsx";
import { itemClass } from "../../components/item-class.ts";
import type { Choice, RecordField } from "../model.ts";
import type { ControlProps } from "./field-control.tsx";

/** A choice among many, or other text where the declaration allows it. */
export function OpenChoice(props: ControlProps & { placeholder?: string }) {
  const { field, value, onChange, autoFocus, label, placeholder } = props;
  const choices = useMemo(() => choicesOf(field), [field]);
  const shown = choices.find((choice) => choice.value === value)?.label ?? (typeof value === "string" ? value : "");
  const [text, setText] = useState(shown);

  function type(next: string) {
    setText(next);
    const match = choices.find((choice) =>
      [choice.label, choice.value].some((word) => word.toLowerCase() === next.trim().toLowerCase()),
    );
    onChange(match?.value ?? (next.trim() === "" ? null : next));
  }
  return (
    <Autocomplete.Root
      items={choices}
      value={text}
      onValueChange={type}
      itemToStringValue={(item: Choice) => item.label}
      limit={80}
      openOnInputClick
    >
      <div className="relative">
        <Autocomplete.Input
          {...useFieldControl()}
          aria-label={label}
          autoFocus={autoFocus}
          placeholder={placeholder}
          className={cn(controlClass, "h-8 pr-8 pointer-coarse:h-10")}
        />
        {/* Says that there is a list; pressing the text opens it. */}
        <ChevronsUpDown
          className="pointer-events-none absolute inset-y-0 right-2.5 my-auto size-3.5 text-ink-faint"
          aria-hidden
        />
      </div>
      <Autocomplete.Portal>
        <Autocomplete.Positioner sideOffset={4} className="z-50">
          <Autocomplete.Popup className="popup max-h-[min(18rem,var(--available-height))] min-w-[var(--anchor-width)] overflow-y-auto data-empty:hidden">
            <Autocomplete.List className="p-1">
              {(item: Choice) => (
                <Autocomplete.Item key={item.value} value={item} className={itemClass}>
                  {item.label}
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
          </Autocomplete.Popup>
        </Autocomplete.Positioner>
      </Autocomplete.Portal>
    </Autocomplete.Root>
  );
}

const currencyNames = new Intl.DisplayNames("en", { type: "currency" });

/** What an open choice offers by name. */
export function choicesOf(field: RecordField): readonly Choice[] {
  if (field.kind !== "currency") return field.choices ?? [];
  return Intl.supportedValuesOf("currency").map((value) => ({
    value,
    label: `${value} ${currencyNames.of(value) ?? ""}`.trim(),
  }));
}
