import { type KeyboardEvent, lazy, Suspense, useState } from "react";
import { SelectFace, type SelectProps, selectClass } from "./select-face.tsx";

const load = () => import("./select.tsx");
const Select = lazy(() => load().then((module) => ({ default: module.Select })));
const opening = new Set(["ArrowDown", "ArrowUp", "Enter", " "]);

/** A choice on a page that is seen without opening it: its code comes when somebody reaches for it. */
export function LateSelect(props: SelectProps<string>) {
  const [wanted, setWanted] = useState(false);
  const reach = () => void load().catch(() => undefined);
  const face = (
    <button
      type="button"
      role="combobox"
      aria-label={props.label}
      aria-haspopup="listbox"
      aria-expanded={false}
      disabled={props.disabled}
      className={selectClass(props.className)}
      onPointerEnter={reach}
      onFocus={reach}
      onClick={() => setWanted(true)}
      onKeyDown={(event: KeyboardEvent) => {
        if (!opening.has(event.key)) return;
        event.preventDefault();
        setWanted(true);
      }}
    >
      <SelectFace {...props} />
    </button>
  );
  return <Suspense fallback={face}>{wanted ? <Select {...props} defaultOpen /> : face}</Suspense>;
}
