import { Select as Base } from "@base-ui/react/select";
import { Check, ChevronsUpDown } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./class-names.ts";
import { useFieldControl } from "./field.tsx";
import { controlClass } from "./input.tsx";
import { itemClass } from "./item-class.ts";

export type Option<V extends string = string> = {
  value: V;
  label: string;
  /** What it means, below it in the list. */
  hint?: string;
};

type SelectProps<V extends string> = {
  value: V | null;
  options: readonly Option<V>[];
  onChange: (value: V | null) => void;
  /** What an empty choice is called; without it the choice cannot be emptied. */
  empty?: string;
  placeholder?: string;
  label?: string;
  className?: string;
  disabled?: boolean;
  defaultOpen?: boolean;
  show?: (option: Option<V>) => ReactNode;
};

/** A choice of one among few. */
export function Select<V extends string>(props: SelectProps<V>) {
  const { value, options, onChange, empty, placeholder = "Choose…", label, className, show } = props;
  const chosen = options.find((option) => option.value === value);
  return (
    <Base.Root
      value={value}
      onValueChange={(next) => onChange(next)}
      disabled={props.disabled}
      defaultOpen={props.defaultOpen}
      modal={false}
    >
      <Base.Trigger
        {...useFieldControl()}
        aria-label={label}
        className={cn(
          controlClass,
          "flex h-8 items-center justify-between gap-2 text-left pointer-coarse:h-10",
          className,
        )}
      >
        <span className={cn("truncate", !chosen && "text-ink-faint")}>
          {chosen ? (show?.(chosen) ?? chosen.label) : value || placeholder}
        </span>
        <ChevronsUpDown className="size-3.5 shrink-0 text-ink-faint" aria-hidden />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50">
          <Base.Popup className="popup max-h-[min(20rem,var(--available-height))] min-w-[var(--anchor-width)] overflow-y-auto p-1">
            {empty !== undefined && <SelectItem value={null}>{empty}</SelectItem>}
            {options.map((option) => (
              <SelectItem key={option.value} value={option.value} hint={option.hint}>
                {show?.(option) ?? option.label}
              </SelectItem>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

type SelectItemProps = { value: string | null; hint?: string | undefined; children: ReactNode };

function SelectItem({ value, hint, children }: SelectItemProps) {
  return (
    <Base.Item value={value} className={cn(itemClass, hint && "max-w-72 py-1.5")}>
      <span className="min-w-0 flex-1">
        <Base.ItemText className={cn("block truncate", value === null && "text-ink-faint")}>{children}</Base.ItemText>
        {hint && <span className="block text-xs text-ink-faint">{hint}</span>}
      </span>
      <Base.ItemIndicator>
        <Check className="size-3.5 text-accent-text" aria-hidden />
      </Base.ItemIndicator>
    </Base.Item>
  );
}
