import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Download, Lock, ScrollText, X } from "lucide-react";
import { addressOf, call } from "../api/client.ts";
import type { Search } from "../app/address-search.ts";
import { PageHeader } from "../app/page-header.tsx";
import { useCan } from "../app/session.ts";
import { Button, buttonClass } from "../components/button.tsx";
import { ErrorState, Notice, SkeletonLines } from "../components/states.tsx";
import { AuditEntryLine } from "./audit-entry.tsx";
import { AuditFilters } from "./audit-filters.tsx";
import { useAddressSearch } from "../app/use-search.ts";

/** Who did what, newest first. The filters are the address. */
export function AuditLogPage() {
  const can = useCan();
  if (!can("audit.read")) {
    return (
      <>
        <PageHeader title="Audit log" />
        <Notice icon={Lock} title="You may not see this">
          The audit log is for owners and administrators.
        </Notice>
      </>
    );
  }
  return <AuditLog />;
}

export const filterNames = [
  "search",
  "action",
  "resource",
  "resourceId",
  "userId",
  "outcome",
  "startDate",
  "endDate",
] as const;

function AuditLog() {
  const search = useAddressSearch();
  const navigate = useNavigate();
  const filters = Object.fromEntries(filterNames.flatMap((name) => (search[name] ? [[name, search[name]]] : [])));
  // Looking at things fills a log; whoever wants to know asks for it.
  const showsViews = search["views"] === "1" || filters["action"] === "VIEW";
  const query = { ...filters, ...(!showsViews && { excludeReads: "1" as const }) };
  const log = useInfiniteQuery({
    queryKey: ["audit", query],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      call("GET /api/organization/audit-logs", {
        query: { ...query, limit: 50, cursor: pageParam || undefined },
        signal,
      }),
    getNextPageParam: (last) => last.nextCursor || undefined,
  });
  const entries = log.data?.pages.flatMap((page) => page.logs) ?? [];
  const change = (changes: Record<string, string | undefined>) => {
    const next = Object.entries({ ...search, ...changes }).filter(([, value]) => value);
    void navigate({ to: ".", search: Object.fromEntries(next) as Search });
  };
  return (
    <>
      <PageHeader
        title="Audit log"
        actions={
          <a
            className={buttonClass()}
            href={addressOf("/api/organization/audit-logs", {}, { ...query, export: "csv" })}
            download="audit-log.csv"
          >
            <Download aria-hidden />
            <span className="max-sm:sr-only">Export CSV</span>
          </a>
        }
      />
      <AuditFilters filters={filters} showsViews={showsViews} onChange={change} />
      <div className="min-h-0 flex-1 overflow-y-auto" aria-busy={log.isPending}>
        {filters["resourceId"] && (
          <p className="flex items-center gap-2 border-b border-line bg-canvas px-4 py-2 text-sm">
            Events of one {filters["resource"] ?? "thing"} only.
            <Button size="sm" look="quiet" onClick={() => change({ resourceId: undefined, resource: undefined })}>
              <X aria-hidden />
              Show all
            </Button>
          </p>
        )}
        {log.isPending && <SkeletonLines lines={12} />}
        {log.isError && <ErrorState error={log.error} retry={() => void log.refetch()} />}
        {log.data && entries.length === 0 && (
          <Notice icon={ScrollText} title="No events match">
            Try other filters or a longer time.
          </Notice>
        )}
        <ol className="divide-y divide-line">
          {entries.map((entry) => (
            <AuditEntryLine key={entry.id} entry={entry} />
          ))}
        </ol>
        {log.hasNextPage && (
          <div className="p-4">
            <Button busy={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
              Show earlier
            </Button>
          </div>
        )}
      </div>
    </>
  );
}
