import type { ComponentProps } from "react";
import { cn } from "./class-names.ts";
import { useFieldControl } from "./field.tsx";

/** The look of anything that a value is typed into or picked in. */
export const controlClass =
  "w-full min-w-0 rounded-md border border-line-strong bg-surface px-2.5 text-sm text-ink shadow-panel transition-colors placeholder:text-ink-faint hover:border-ink-faint focus-visible:border-accent focus-visible:outline-2 focus-visible:-outline-offset-1 focus-visible:outline-accent aria-invalid:border-danger aria-invalid:outline-danger disabled:bg-hover disabled:text-ink-faint dark:bg-canvas";

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input {...useFieldControl()} {...rest} className={cn(controlClass, "h-8 pointer-coarse:h-10", className)} />;
}

export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return (
    <textarea
      rows={4}
      {...useFieldControl()}
      {...rest}
      className={cn(controlClass, "field-sizing-content max-h-80 min-h-20 py-1.5 leading-5", className)}
    />
  );
}
