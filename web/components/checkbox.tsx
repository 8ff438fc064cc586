import { Checkbox as Base } from "@base-ui/react/checkbox";
import { Check, Minus } from "lucide-react";
import { cn } from "./class-names.ts";
import { useFieldControl } from "./field.tsx";

type CheckboxProps = {
  checked: boolean;
  onChange: (checked: boolean, event: Event) => void;
  indeterminate?: boolean;
  label?: string;
  disabled?: boolean;
  className?: string;
};

export function Checkbox({ checked, onChange, indeterminate = false, label, disabled, className }: CheckboxProps) {
  return (
    <Base.Root
      {...useFieldControl()}
      checked={checked}
      indeterminate={indeterminate}
      disabled={disabled}
      aria-label={label}
      onCheckedChange={(next, details) => onChange(next, details.event)}
      className={cn(
        "relative flex size-4 shrink-0 items-center justify-center rounded border border-line-strong bg-surface after:absolute after:-inset-2 hover:border-ink-faint data-checked:border-accent data-checked:bg-accent data-indeterminate:border-accent data-indeterminate:bg-accent data-disabled:opacity-50",
        className,
      )}
    >
      <Base.Indicator className="text-accent-ink">
        {indeterminate ? <Minus className="size-3" aria-hidden /> : <Check className="size-3" aria-hidden />}
      </Base.Indicator>
    </Base.Root>
  );
}
