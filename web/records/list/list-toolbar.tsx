import { Columns3, ListFilter, Search, X } from "lucide-react";
import { useEffect, useState } from "react";
import { Button, IconButton } from "../../components/button.tsx";
import { cn } from "../../components/class-names.ts";
import { controlClass } from "../../components/input.tsx";
import { Menu, MenuCheck } from "../../components/menu.tsx";
import type { RecordType } from "../model.ts";
import { FilterChip } from "./filter-chip.tsx";
import { shownFields, useListState } from "./list-state.ts";

export function ListToolbar({ type }: { type: RecordType }) {
  const state = useListState();
  const [draft, setDraft] = useState(false);
  return (
    <div className="flex flex-wrap items-center gap-1.5 border-b border-line px-4 py-2">
      <SearchBox key={type.name} label={`Search ${type.pluralLabel.toLowerCase()}`} />
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

const pauseMs = 180;

/** Searches while one types, after a short pause. */
function SearchBox({ label }: { label: string }) {
  const { text, change } = useListState();
  const [typed, setTyped] = useState(text);
  useEffect(() => setTyped(text), [text]);
  useEffect(() => {
    if (typed === text) return;
    const timer = setTimeout(() => change({ search: typed || undefined }, true), pauseMs);
    return () => clearTimeout(timer);
    // `change` is made anew on every render and always means the present address.
  }, [typed]);
  return (
    <div className="relative min-w-40 flex-1 sm:w-60 sm:flex-none">
      <Search className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-ink-faint" aria-hidden />
      <input
        type="search"
        aria-label={label}
        placeholder="Search"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        className={cn(controlClass, "h-8 pl-8 pointer-coarse:h-10 [&::-webkit-search-cancel-button]:hidden")}
      />
      {typed && (
        <IconButton label="Clear search" size="icon-sm" className="absolute top-1/2 right-0.5 -translate-y-1/2" onClick={() => setTyped("")}>
          <X aria-hidden />
        </IconButton>
      )}
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
