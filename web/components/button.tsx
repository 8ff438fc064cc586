import { cva, type VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "./class-names.ts";

/** Classes of a button, for links and triggers that look like one. */
export const buttonClass = cva(
  "inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md font-medium transition-colors duration-75 disabled:pointer-events-none disabled:opacity-50 aria-disabled:pointer-events-none aria-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      look: {
        primary: "bg-accent text-accent-ink shadow-panel hover:bg-accent-hover",
        secondary:
          "border border-line-strong bg-surface text-ink shadow-panel hover:bg-hover active:bg-pressed data-popup-open:bg-hover",
        quiet: "text-ink-muted hover:bg-hover hover:text-ink active:bg-pressed data-popup-open:bg-hover",
        danger: "border border-line-strong bg-surface text-danger hover:bg-danger-soft",
      },
      size: {
        sm: "h-7 px-2 text-xs",
        md: "h-8 px-2.5 text-sm pointer-coarse:h-10 pointer-coarse:px-3.5",
        lg: "h-10 px-4 text-base",
        icon: "size-8 pointer-coarse:size-10",
        "icon-sm": "size-7 pointer-coarse:size-9",
      },
    },
    defaultVariants: { look: "secondary", size: "md" },
  },
);

type Looks = VariantProps<typeof buttonClass>;
type ButtonProps = ComponentProps<"button"> & Looks & { busy?: boolean };

/** A button; while `busy` it turns a spinner and cannot be pressed again. */
export function Button({ look, size, busy = false, className, children, disabled, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={cn(buttonClass({ look, size }), className)}
    >
      {busy && <LoaderCircle className="animate-spin" aria-hidden />}
      {children}
    </button>
  );
}

type IconButtonProps = ButtonProps & { label: string };

/** A button with only an icon: its label is its tooltip and its accessible name. */
export function IconButton({ label, look = "quiet", size = "icon", ...rest }: IconButtonProps) {
  return <Button aria-label={label} data-tooltip={label} look={look} size={size} {...rest} />;
}
