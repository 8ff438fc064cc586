import { ChevronsUpDown } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./class-names.ts";
import { controlClass } from "./input.tsx";

export type Option<V extends string = string> = {
  value: V;
  label: string;
  /** What it means, below it in the list. */
  hint?: string;
};

export type SelectProps<V extends string> = {
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
  /** Where one goes on after the choice; without it the choice keeps the focus. */
  finalFocus?: () => HTMLElement | null | undefined;
  show?: (option: Option<V>) => ReactNode;
};

export function selectClass(className?: string): string {
  return cn(controlClass, "flex h-8 items-center justify-between gap-2 text-left pointer-coarse:h-10", className);
}

/** What a closed choice shows. */
export function SelectFace<V extends string>({ value, options, placeholder = "Choose…", show }: SelectProps<V>) {
  const chosen = options.find((option) => option.value === value);
  return (
    <>
      <span className={cn("truncate", !chosen && "text-ink-faint")}>
        {chosen ? (show?.(chosen) ?? chosen.label) : value || placeholder}
      </span>
      <ChevronsUpDown className="size-3.5 shrink-0 text-ink-faint" aria-hidden />
    </>
  );
}
