import { useEffect, useRef } from "react";
import { Checkbox } from "../../../components/checkbox.tsx";
import type { StoredRecord } from "../../model.ts";

type SelectAllProps = {
  records: readonly StoredRecord[];
  selected: ReadonlySet<string>;
  onSelect: (ids: ReadonlySet<string>) => void;
};

export function SelectAll({ records, selected, onSelect }: SelectAllProps) {
  const own = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    // The grid is one stop of the Tab key; there it is Ctrl+A.
    const box = own.current?.querySelector("input");
    if (box) box.tabIndex = -1;
  }, []);
  const all = records.length > 0 && selected.size >= records.length;
  return (
    <span ref={own}>
      <Checkbox
        label="Select all that are loaded"
        checked={all}
        indeterminate={selected.size > 0 && !all}
        onChange={() => onSelect(all ? new Set() : new Set(records.map((record) => record.id)))}
      />
    </span>
  );
}
