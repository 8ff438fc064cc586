import { Select as Base } from "@base-ui/react/select";
import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./class-names.ts";
import { useFieldControl } from "./field.tsx";
import { itemClass } from "./item-class.ts";
import { SelectFace, type SelectProps, selectClass } from "./select-face.tsx";

export type { Option } from "./select-face.tsx";

/** A choice of one among few. */
export function Select<V extends string>(props: SelectProps<V>) {
  const { value, options, onChange, empty, label, className, show } = props;
  return (
    <Base.Root
      value={value}
      onValueChange={(next) => onChange(next)}
      disabled={props.disabled}
      defaultOpen={props.defaultOpen}
      modal={false}
    >
      <Base.Trigger {...useFieldControl()} aria-label={label} className={selectClass(className)}>
        <SelectFace {...props} />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50">
          <Base.Popup
            finalFocus={() => props.finalFocus?.() ?? true}
            className="popup max-h-[min(20rem,var(--available-height))] min-w-[var(--anchor-width)] overflow-y-auto p-1"
          >
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
    <Base.Item
      value={value}
      className={cn(itemClass, hint && "max-w-[max(18rem,calc(var(--anchor-width)-0.625rem))] py-1.5")}
    >
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
