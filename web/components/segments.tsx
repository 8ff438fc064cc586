import { buttonClass } from "./button.tsx";
import { cn } from "./class-names.ts";

type SegmentsProps<V extends string> = {
  label: string;
  value: V;
  options: readonly { value: V; label: string }[];
  onChange: (value: V) => void;
  className?: string;
};

/** A few ways to see the same thing, of which one is chosen. */
export function Segments<V extends string>({ label, value, options, onChange, className }: SegmentsProps<V>) {
  return (
    <div
      role="group"
      aria-label={label}
      className={cn(
        "flex w-fit max-w-full gap-0.5 [scrollbar-width:none] overflow-x-auto rounded-lg bg-pressed p-0.5",
        className,
      )}
    >
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
          className={cn(
            buttonClass({ look: "quiet", size: "sm" }),
            "-outline-offset-2 pointer-coarse:h-9 pointer-coarse:px-2.5",
            option.value === value && "bg-surface text-ink shadow-panel hover:bg-surface",
          )}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
