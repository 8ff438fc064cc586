import { Combobox } from "@base-ui/react/combobox";
import { controlClass } from "../../components/input.tsx";
import { cn } from "../../components/class-names.ts";

/** Where one types to find something in a list that is open below. */
export function PickInput({ label, placeholder }: { label: string; placeholder: string }) {
  return (
    <Combobox.Input
      aria-label={label}
      placeholder={placeholder}
      className={cn(controlClass, "mb-1.5 h-8 pointer-coarse:h-10")}
    />
  );
}
