import { ArrowDownWideNarrow, ArrowUpNarrowWide, X } from "lucide-react";
import { IconButton } from "../../components/button.tsx";
import { Select } from "../../components/select.tsx";
import type { RecordType } from "../model.ts";
import { listField, sortableFields } from "./list-fields.ts";
import { type Sort, textOfSorts } from "./list-search.ts";
import { useListState } from "./list-state.ts";

/** As many as the server sorts by. */
const mostSorts = 4;

/** By what a list is sorted, first what weighs most. */
export function SortEditor({ type }: { type: RecordType }) {
  const state = useListState();
  const sorts = state.sorts;
  const options = [
    { value: "displayName", label: "Name" },
    ...sortableFields(type).map(({ name, label }) => ({ value: name, label })),
  ];
  const set = (next: Sort[]) => state.change({ sort: textOfSorts(next) }, true);
  const free = options.filter(({ value }) => !sorts.some((sort) => sort.field === value));
  return (
    <div className="flex flex-col gap-2">
      {sorts.map((sort, index) => (
        <div key={sort.field} className="flex items-center gap-1">
          <Select
            label={index === 0 ? "Sort by" : "Then by"}
            value={sort.field}
            options={options.filter((option) => option.value === sort.field || free.includes(option))}
            onChange={(field) => field && set(sorts.with(index, { ...sort, field }))}
          />
          <IconButton
            label={sort.descending ? "Descending; turn round" : "Ascending; turn round"}
            onClick={() => set(sorts.with(index, { ...sort, descending: !sort.descending }))}
          >
            {sort.descending ? <ArrowDownWideNarrow aria-hidden /> : <ArrowUpNarrowWide aria-hidden />}
          </IconButton>
          <IconButton label="Do not sort by this" onClick={() => set(sorts.toSpliced(index, 1))}>
            <X aria-hidden />
          </IconButton>
        </div>
      ))}
      {sorts.length < mostSorts && (
        <Select
          key={sorts.length}
          label={sorts.length === 0 ? "Sort by" : "Then by"}
          placeholder={sorts.length === 0 ? "Newest first; sort by…" : "Then by…"}
          value={null}
          options={free}
          onChange={(field) => field && set([...sorts, { field, descending: startsDescending(type, field) }])}
        />
      )}
    </div>
  );
}

/** Of times and amounts people want the last and the largest first. */
function startsDescending(type: RecordType, name: string): boolean {
  return ["datetime", "money", "bytes"].includes(listField(type, name)?.kind ?? "");
}
