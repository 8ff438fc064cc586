import { Columns3, ListFilter } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Menu, MenuCheck } from "../../components/menu.tsx";
import { SearchInput } from "../../components/search-input.tsx";
import type { RecordType } from "../model.ts";
import { FilterChip } from "./filter-chip.tsx";
import { shownFields, useListState } from "./list-state.ts";

export function ListToolbar({ type }: { type: RecordType }) {
  const state = useListState();
  const [draft, setDraft] = useState(false);
  return (
    <div className="flex flex-wrap items-center gap-1.5 border-b border-line px-4 py-2">
      <SearchInput
        key={type.name}
        label={`Search ${type.pluralLabel.toLowerCase()}`}
        value={state.text}
        onChange={(search) => state.change({ search }, true)}
        className="min-w-40 flex-1 sm:w-60 sm:flex-none"
      />
      {state.filters.map((filter) => (
        <FilterChip key={`${filter.field} ${filter.operator}`} type={type} filter={filter} />
      ))}
      <FilterChip
        key={state.filters.length}
        type={type}
        open={draft}
        onOpenChange={setDraft}
        trigger={
          <Button look="quiet">
            <ListFilter aria-hidden />
            Filter
          </Button>
        }
      />
      {state.filters.length > 0 && (
        <Button look="quiet" onClick={state.clear}>
          Clear
        </Button>
      )}
      <div className="ml-auto max-md:hidden">
        <ColumnMenu type={type} />
      </div>
    </div>
  );
}

function ColumnMenu({ type }: { type: RecordType }) {
  const state = useListState();
  const shown = shownFields(type, state.columns).map((field) => field.name);
  const toggle = (name: string) => {
    const next = shown.includes(name) ? shown.filter((other) => other !== name) : [...shown, name];
    state.change({ columns: next.length > 0 ? next.join(",") : undefined }, true);
  };
  return (
    <Menu
      trigger={
        <Button look="quiet">
          <Columns3 aria-hidden />
          Columns
        </Button>
      }
    >
      {type.fields
        .filter((field) => field.kind !== "rows" && field.kind !== "longText")
        .map((field) => (
          <MenuCheck key={field.name} checked={shown.includes(field.name)} onCheckedChange={() => toggle(field.name)}>
            {field.label}
          </MenuCheck>
        ))}
    </Menu>
  );
}
