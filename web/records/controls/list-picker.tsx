import { Combobox } from "@base-ui/react/combobox";
import { Check, ChevronsUpDown } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { cn } from "../../components/class-names.ts";
import { useFieldControl } from "../../components/field.tsx";
import { controlClass } from "../../components/input.tsx";
import { itemClass } from "../../components/item-class.ts";

/** `words` are found by the search too, without being shown. */
export type ListOption = { value: string; label: string; words?: string };

type ListPickerProps = {
  value: string | null;
  options: readonly ListOption[];
  onChange: (value: string | null) => void;
  label?: string | undefined;
  /** What an empty choice is called; without it the choice cannot be emptied. */
  empty?: string | undefined;
  placeholder?: string;
  className?: string;
  /** An icon at the end of the button; quiet controls have none. */
  bare?: boolean;
  /** Several such pickers may stand in one field; only one of them takes its label. */
  apart?: boolean;
  defaultOpen?: boolean | undefined;
  autoFocus?: boolean | undefined;
  show?: (option: ListOption) => ReactNode;
  /** How the chosen one stands on the button. */
  showChosen?: (option: ListOption) => ReactNode;
};

const none = "\u0000";

/** One of many, found by typing. */
export function ListPicker(props: ListPickerProps) {
  const { value, options, onChange, label, empty, placeholder = "Choose…", className, bare, apart, show } = props;
  const chosen = options.find((option) => option.value === value);
  const items = useMemo(
    () => (empty === undefined ? [...options] : [{ value: none, label: empty }, ...options]),
    [options, empty],
  );
  const control = useFieldControl();
  const shown = chosen ? ((props.showChosen ?? show)?.(chosen) ?? chosen.label) : (value ?? placeholder);
  return (
    <Combobox.Root
      items={items}
      value={chosen ?? null}
      onValueChange={(next: ListOption | null) => next && onChange(next.value === none ? null : next.value)}
      isItemEqualToValue={(one: ListOption, other: ListOption) => one.value === other.value}
      itemToStringLabel={(item: ListOption) => item.label}
      filter={(item: ListOption, query) => matches(item, query)}
      defaultOpen={props.defaultOpen}
      autoHighlight
    >
      <Combobox.Trigger
        {...(apart ? {} : control)}
        aria-label={label}
        autoFocus={props.autoFocus}
        className={cn(
          controlClass,
          "flex h-8 items-center justify-between gap-2 text-left pointer-coarse:h-10",
          className,
        )}
      >
        <span className={cn("min-w-0 truncate", !chosen && !value && "text-ink-faint")}>{shown}</span>
        {!bare && <ChevronsUpDown className="size-3.5 shrink-0 text-ink-faint" aria-hidden />}
      </Combobox.Trigger>
      <Combobox.Portal>
        <Combobox.Positioner sideOffset={4} align="start" className="z-50">
          <Combobox.Popup
            aria-label={label ?? "Choose"}
            className="popup flex max-h-[min(22rem,var(--available-height))] w-[max(var(--anchor-width),13rem)] max-w-[calc(100vw-1.5rem)] flex-col"
          >
            <Combobox.Input
              aria-label="Search"
              placeholder="Search…"
              className="h-9 w-full shrink-0 border-b border-line bg-transparent px-3 text-sm outline-none placeholder:text-ink-faint pointer-coarse:h-11"
            />
            <Combobox.Empty className="px-3 py-2 text-sm text-ink-faint empty:hidden">
              Nothing of that name.
            </Combobox.Empty>
            <Combobox.List className="min-h-0 overflow-y-auto overscroll-contain p-1 empty:p-0">
              {(item: ListOption) => (
                <Combobox.Item key={item.value} value={item} className={itemClass}>
                  <span className={cn("min-w-0 flex-1 truncate", item.value === none && "text-ink-faint")}>
                    {item.value === none ? item.label : (show?.(item) ?? item.label)}
                  </span>
                  <Combobox.ItemIndicator>
                    <Check className="size-3.5 text-accent-text" aria-hidden />
                  </Combobox.ItemIndicator>
                </Combobox.Item>
              )}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}

/** Every typed word begins a word of the item, so that "un st" finds the United States. */
function matches({ label, words = "" }: ListOption, query: string): boolean {
  const all = ` ${fold(label)} ${fold(words)}`;
  return fold(query)
    .split(/\s+/)
    .every((word) => all.includes(word === "" ? " " : ` ${word}`) || (word.length > 2 && all.includes(word)));
}

function fold(text: string): string {
  return text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
}
