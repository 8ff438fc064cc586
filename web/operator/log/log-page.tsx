import { useInfiniteQuery } from "@tanstack/react-query";
import { ScrollText } from "lucide-react";
import { call } from "../../api/client.ts";
import { useFilters } from "../../app/use-search.ts";
import { Names } from "../../audit/change-list.tsx";
import { Button } from "../../components/button.tsx";
import { Input } from "../../components/input.tsx";
import { Segments } from "../../components/segments.tsx";
import { ErrorState, Notice, SkeletonLines } from "../../components/states.tsx";
import { boxClass, Section } from "../../settings/section.tsx";
import { LogLine } from "./log-line.tsx";

const kinds = [
  { value: "acts", label: "Acts" },
  { value: "all", label: "Reads as well" },
] as const;

/** The operator's own log, newest first. What is shown is the address. */
export function LogPage() {
  const [search, change] = useFilters();
  const kind = search["show"] === "all" ? "all" : "acts";
  const wanted = search["search"] ?? "";
  return (
    <Section
      title="The operator’s log"
      intro="What operators do, what the installation does by itself, and sign-ins of people who are in no organization. Sealed like every other log; nextcrm audit verify checks it."
    >
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <Segments
          label="Which"
          value={kind}
          options={kinds}
          onChange={(value) => change({ show: value === "all" ? "all" : "" })}
        />
        <Input
          type="search"
          aria-label="Search the log"
          placeholder="A name, or what was changed"
          className="w-auto min-w-56 flex-1 sm:max-w-96"
          value={wanted}
          onChange={(event) => change({ search: event.target.value })}
        />
      </div>
      <Found kind={kind} wanted={wanted.trim()} />
    </Section>
  );
}

function Found({ kind, wanted }: { kind: "acts" | "all"; wanted: string }) {
  const found = useInfiniteQuery({
    queryKey: ["operator-log", kind, wanted],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      call("GET /api/admin/audit-logs", {
        query: {
          ...(kind === "acts" && { excludeReads: "1" as const }),
          ...(wanted && { search: wanted }),
          ...(pageParam && { cursor: pageParam }),
        },
        signal,
      }),
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    // Each look is an event of the log that is looked at.
    refetchOnWindowFocus: false,
  });
  if (found.isPending) return <SkeletonLines lines={8} />;
  if (found.isError) return <ErrorState error={found.error} retry={() => void found.refetch()} />;
  const entries = found.data.pages.flatMap((page) => page.logs);
  if (entries.length === 0)
    return (
      <Notice icon={ScrollText} title={wanted ? "No events match" : "Nothing has happened yet"} boxed>
        {found.hasNextPage ? "Nothing among the newest events." : "Events appear here as soon as they happen."}
      </Notice>
    );
  return (
    <Names value={Object.assign({}, ...found.data.pages.map((page) => page.names))}>
      <ol className={boxClass}>
        {entries.map((entry) => (
          <LogLine key={entry.id} entry={entry} />
        ))}
      </ol>
      {found.hasNextPage && (
        <Button className="mt-3" busy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          Show earlier events
        </Button>
      )}
    </Names>
  );
}
