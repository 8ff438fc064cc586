import { Check, Minus } from "lucide-react";
import { useEffect, useRef } from "react";
import { cn } from "./class-names.ts";

type CheckboxProps = {
  checked: boolean;
  onChange: (checked: boolean) => void;
  indeterminate?: boolean;
  label: string;
  disabled?: boolean;
  className?: string;
};

/** The browser's own checkbox in the app's colours, with room around it for fingers. */
export function Checkbox({ checked, onChange, indeterminate = false, label, disabled, className }: CheckboxProps) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // HTML has no attribute for it.
    if (box.current) box.current.indeterminate = indeterminate;
  }, [indeterminate]);
  const Sign = indeterminate ? Minus : Check;
  return (
    <label className="relative flex size-4 shrink-0 items-center justify-center before:absolute before:-inset-2">
      <input
        ref={box}
        type="checkbox"
        aria-label={label}
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.checked)}
        data-checked={checked ? "" : undefined}
        data-indeterminate={indeterminate ? "" : undefined}
        className={cn(
          "relative size-4 shrink-0 appearance-none rounded border border-line-strong bg-surface hover:border-ink-faint disabled:opacity-50 data-checked:border-accent data-checked:bg-accent data-indeterminate:border-accent data-indeterminate:bg-accent",
          className,
        )}
      />
      {(checked || indeterminate) && (
        <Sign className="pointer-events-none absolute size-3 text-accent-ink" aria-hidden />
      )}
    </label>
  );
}
