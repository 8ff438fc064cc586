import { Eye, EyeOff, Zap } from "lucide-react";
import { useShortcuts } from "../app/shortcuts.ts";
import { Button } from "../components/button.tsx";
import { SearchInput } from "../components/search-input.tsx";
import { Chip, Facet } from "./facet.tsx";
import type { LogState } from "./log-state.ts";
import { PeriodFacet } from "./period-facet.tsx";
import { useLoggedTypes } from "./use-logged-types.ts";
import { usePeople } from "./use-people.ts";
import { actions, nameOfThing, otherResources, outcomes } from "./words.ts";

/** What of the log is shown. Everything wraps, so that nothing is cut off however narrow the page. */
export function AuditFilters({ state }: { state: LogState }) {
  const { filters, showsViews, change } = state;
  const types = useLoggedTypes();
  const people = usePeople(filters.userId);
  const things = [...types.map(({ name, label }) => ({ value: name, label })), ...otherResources];
  const set = (name: string) => (value: string | undefined) => change({ [name]: value });
  const thing =
    things.find(({ value }) => value === filters.resource)?.label ?? nameOfThing(filters.resource ?? "record");
  return (
    <div className="flex flex-wrap gap-1.5 border-b border-line px-4 py-2">
      <SearchInput
        label="Search the log"
        value={filters.search ?? ""}
        onChange={set("search")}
        className="min-w-40 flex-1 sm:max-w-52"
      />
      <Facet label="Action" value={filters.action} options={actions} onChange={set("action")} />
      {filters.resourceId ? (
        <Chip
          label="Only"
          value={`one ${thing.toLowerCase()}`}
          onClear={() => change({ resourceId: undefined, resource: undefined })}
        >
          {() => <p className="p-2 text-sm text-ink-muted">Only events of one {thing.toLowerCase()} are shown.</p>}
        </Chip>
      ) : (
        <Facet label="What" value={filters.resource} options={things} onChange={set("resource")} />
      )}
      <Facet label="Who" value={filters.userId} options={people} onChange={set("userId")} />
      {filters.ip && (
        <Chip label="From" value={filters.ip} onClear={() => change({ ip: undefined })}>
          {() => <p className="p-2 text-sm text-ink-muted">Only what was done from {filters.ip} is shown.</p>}
        </Chip>
      )}
      {filters.id && (
        <Chip label="Only" value="one event" onClear={() => change({ id: undefined })}>
          {() => <p className="p-2 text-sm text-ink-muted">Only one event is shown.</p>}
        </Chip>
      )}
      <Facet label="Outcome" value={filters.outcome} options={outcomes} onChange={set("outcome")} />
      <PeriodFacet
        from={filters.startDate?.slice(0, 10)}
        to={filters.endDate?.slice(0, 10)}
        period={state.period}
        onChange={(days) => change({ startDate: undefined, endDate: undefined, period: undefined, ...days })}
      />
      <Button
        look={showsViews ? "secondary" : "quiet"}
        className="max-sm:w-10 max-sm:px-0"
        aria-pressed={showsViews}
        disabled={filters.action === "VIEW"}
        title="Whether reads are shown, too"
        onClick={() => change({ views: showsViews ? undefined : "1" })}
      >
        {showsViews ? <Eye aria-hidden /> : <EyeOff aria-hidden />}
        <span className="max-sm:sr-only">Reads</span>
      </Button>
      <LiveSwitch state={state} />
      {state.isNarrowed && (
        <Button look="quiet" onClick={state.clear}>
          Clear
        </Button>
      )}
    </div>
  );
}

/** New events by themselves, or only a word that there are some. */
function LiveSwitch({ state: { live, change } }: { state: LogState }) {
  const turn = () => change({ live: live ? undefined : "1" });
  useShortcuts([
    { keys: "l", label: live ? "Stop showing new events" : "Show new events live", group: "List", run: turn },
  ]);
  return (
    <Button look={live ? "secondary" : "quiet"} className="max-sm:w-10 max-sm:px-0" aria-pressed={live} onClick={turn}>
      <Zap className={live ? "text-success" : undefined} aria-hidden />
      <span className="max-sm:sr-only">Live</span>
    </Button>
  );
}
