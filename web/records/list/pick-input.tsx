import { Combobox } from "@base-ui/react/combobox";
import { controlClass } from "../../components/input.tsx";
import { cn } from "../../components/class-names.ts";

/** Where its code came after its panel, the panel has the focus by then. */
function takeFocus(input: HTMLInputElement | null): void {
  if (input && input.closest("[role=dialog]") === document.activeElement) input.focus();
}

/** Where one types to find something in a list that is open below. */
export function PickInput({ label, placeholder }: { label: string; placeholder: string }) {
  return (
    <Combobox.Input
      ref={takeFocus}
      aria-label={label}
      placeholder={placeholder}
      className={cn(controlClass, "mb-1.5 h-8 pointer-coarse:h-10")}
    />
  );
}
