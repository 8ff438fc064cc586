import { useQuery } from "@tanstack/react-query";
import { useMe } from "../app/session.ts";
import { Button } from "../components/button.tsx";
import { SearchInput } from "../components/search-input.tsx";
import { LateSelect } from "../components/late-select.tsx";
import { membersQuery } from "../records/queries.ts";
import type { BoardState } from "./board-filters.ts";
import { closeSpans } from "./close-dates.ts";

type BoardToolbarProps = {
  state: BoardState;
  narrowed: boolean;
  change: (changes: Record<string, string | undefined>) => void;
};

/** Narrows the board: by words, by owner, by close date. */
export function BoardToolbar({ state, narrowed, change }: BoardToolbarProps) {
  const { user } = useMe();
  const { data: members = [] } = useQuery(membersQuery);
  const others = members
    .filter(({ userId }) => userId && userId !== user.id)
    .map(({ userId, id, name }) => ({ value: userId ?? id, label: name }));
  return (
    <div className="flex flex-wrap items-center gap-1.5 border-b border-line px-4 py-2">
      <SearchInput
        label="Search opportunities"
        value={state.search}
        onChange={(search) => change({ search })}
        className="w-full sm:w-56"
      />
      <LateSelect
        label="Owner"
        className="w-36 max-sm:w-auto max-sm:flex-1"
        placeholder="Any owner"
        empty="Any owner"
        value={state.owner ?? null}
        options={[{ value: "me", label: "Mine" }, ...others]}
        onChange={(owner) => change({ owner: owner ?? undefined })}
      />
      <LateSelect
        label="Close date"
        className="w-44 max-sm:w-auto max-sm:flex-1"
        placeholder="Any close date"
        empty="Any close date"
        value={state.close ?? null}
        options={closeSpans}
        onChange={(close) => change({ close: close ?? undefined })}
      />
      {narrowed && (
        <Button look="quiet" onClick={() => change({ search: undefined, owner: undefined, close: undefined })}>
          Clear
        </Button>
      )}
    </div>
  );
}
