import { useInfiniteQuery } from "@tanstack/react-query";
import { CircleCheck, SearchX, X } from "lucide-react";
import { useFilters } from "../../app/use-search.ts";
import { Button } from "../../components/button.tsx";
import { Input } from "../../components/input.tsx";
import { Segments } from "../../components/segments.tsx";
import { ErrorState, Notice, SkeletonLines } from "../../components/states.tsx";
import { boxClass, Section } from "../../settings/section.tsx";
import { ErrorLine } from "./error-line.tsx";
import { type ErrorFilter, errorsQuery, requestIdIn } from "./error-queries.ts";

const states = [
  { value: "open", label: "Open" },
  { value: "resolved", label: "Resolved" },
  { value: "all", label: "All" },
] as const;

/** The same faults together, the last seen first. What is shown is the address. */
export function ErrorList() {
  const [search, change] = useFilters();
  const asked = search["request"] ?? "";
  const requestId = requestIdIn(asked);
  const state = states.find(({ value }) => value === search["state"])?.value ?? "open";
  const route = search["route"] ?? "";
  return (
    <Section
      title="Recorded errors"
      intro="Server errors, grouped by fault: what kind of error, and where in the program. None of it contains what people entered."
    >
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <Segments label="Which" value={state} options={states} onChange={(value) => change({ state: value })} />
        <Input
          type="search"
          aria-label="Request id"
          placeholder="Find a request id"
          className="w-auto min-w-56 flex-1 sm:max-w-96"
          value={asked}
          onChange={(event) => change({ request: event.target.value.trim() })}
        />
        {route && (
          <Button size="sm" onClick={() => change({ route: "" })} aria-label={`All routes, not only ${route}`}>
            {route}
            <X aria-hidden />
          </Button>
        )}
      </div>
      {asked && !requestId ? (
        <Nothing icon={SearchX} title="This is no request id">
          A request id is shown with every error, and looks like 0199f0c1-7a10-7000-8000-000000000001.
        </Nothing>
      ) : (
        <Found filter={{ state, ...(route && { route }), ...(requestId && { requestId }) }} />
      )}
    </Section>
  );
}

function Found({ filter }: { filter: ErrorFilter }) {
  const found = useInfiniteQuery(errorsQuery(filter));
  if (found.isPending) return <SkeletonLines lines={4} />;
  if (found.isError) return <ErrorState error={found.error} retry={() => void found.refetch()} />;
  const errors = found.data.pages.flatMap((page) => page.errors);
  if (errors.length === 0) return <None filter={filter} />;
  return (
    <>
      <ul className={boxClass}>
        {errors.map((error) => (
          <ErrorLine key={error.fingerprint} error={error} />
        ))}
      </ul>
      {found.hasNextPage && (
        <Button className="mt-3" busy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          Show more
        </Button>
      )}
    </>
  );
}

function None({ filter: { state, route, requestId } }: { filter: ErrorFilter }) {
  if (requestId)
    return (
      <Nothing icon={SearchX} title="No error is recorded for this request">
        The last 200 requests of each fault are kept, for two weeks. The server’s log has the others.
      </Nothing>
    );
  const title = state === "resolved" ? "Nothing is resolved" : state === "open" ? "Nothing is open" : "Nothing failed";
  return (
    <Nothing icon={CircleCheck} title={title}>
      {route ? `Of ${route}.` : "Server errors appear here a few seconds later."}
    </Nothing>
  );
}

function Nothing(props: Pick<Parameters<typeof Notice>[0], "icon" | "title" | "children">) {
  return <Notice {...props} boxed />;
}
