import { useInfiniteQuery } from "@tanstack/react-query";
import { ArrowUp, Download, Lock, ScrollText, ShieldCheck } from "lucide-react";
import { lazy, Suspense, useRef, useState } from "react";
import { call } from "../api/client.ts";
import { PageHeader } from "../app/page-header.tsx";
import { useCan } from "../app/session.ts";
import { Button } from "../components/button.tsx";
import { ErrorState, Notice, SkeletonLines } from "../components/states.tsx";
import { WantedEvents } from "./audit-entry.tsx";
import { AuditFilters } from "./audit-filters.tsx";
import { Names } from "./change-list.tsx";
import { EventDays } from "./event-days.tsx";
import { EventsPerDay } from "./events-per-day.tsx";
import { type LogState, useLogState } from "./log-state.ts";
import { useEventKeys } from "./use-event-keys.ts";
import { SearchMenu } from "./searches/search-menu.tsx";
import { UnsealedNotice } from "./unsealed-notice.tsx";
import { mostGathered, useLiveTail } from "./use-live-tail.ts";

/** Who did what, newest first. The filters are the address. */
export function AuditLogPage() {
  const can = useCan();
  if (!can("audit.read")) {
    return (
      <>
        <PageHeader title="Audit log" />
        <Notice icon={Lock} title="You may not see this">
          The audit log is for owners, administrators and auditors. An administrator of your organization can change
          your role.
        </Notice>
      </>
    );
  }
  return <AuditLog />;
}

function AuditLog() {
  const state = useLogState();
  const { query } = state;
  const queryKey = ["audit", query];
  const scroller = useRef<HTMLDivElement>(null);
  const log = useInfiniteQuery({
    queryKey,
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      call("GET /api/organization/audit-logs", {
        query: { ...query, limit: 50, cursor: pageParam || undefined },
        signal,
      }),
    getNextPageParam: (last) => last.nextCursor || undefined,
    // New events are announced, not slipped in under the reader's eyes.
    refetchOnWindowFocus: false,
  });
  const entries = log.data?.pages.flatMap((page) => page.logs) ?? [];
  const names = Object.assign({}, ...(log.data?.pages.map((page) => page.names) ?? [])) as Record<string, string>;
  const tail = useLiveTail({ state, queryKey, data: log.data, scroller });
  const [toVerify, setToVerify] = useState<string>();
  useEventKeys(scroller, setToVerify);
  return (
    <>
      <PageHeader
        title="Audit log"
        aside={<SearchMenu state={state} />}
        actions={
          <>
            <VerifyLog />
            <ExportLog state={state} />
          </>
        }
      />
      <UnsealedNotice />
      <AuditFilters state={state} />
      <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto" aria-busy={log.isPending} onScroll={tail.onScroll}>
        <EventsPerDay state={state} />
        <div role="status" className="sticky top-2 z-10 flex h-0 justify-center">
          {tail.count > 0 && (
            <Button look="primary" size="sm" className="rounded-full px-3 shadow-popup" onClick={tail.showAll}>
              <ArrowUp aria-hidden />
              {tail.count === 1 ? "1 new event" : `${tail.count}${tail.count >= mostGathered ? "+" : ""} new events`}
            </Button>
          )}
        </div>
        {log.isPending && <SkeletonLines lines={12} />}
        {log.isError && <ErrorState error={log.error} retry={() => void log.refetch()} />}
        {log.data && entries.length === 0 && <Empty state={state} hasMore={log.hasNextPage} />}
        <Names value={names}>
          <WantedEvents value={{ shown: state.filters.id, toVerify, fresh: tail.fresh }}>
            <EventDays entries={entries} />
          </WantedEvents>
        </Names>
        {log.hasNextPage && (
          <div className="p-4 text-center">
            <Button busy={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
              Show earlier events
            </Button>
          </div>
        )}
      </div>
    </>
  );
}

const VerifyLogDialog = lazy(() =>
  import("./verify/verify-log-dialog.tsx").then((module) => ({ default: module.VerifyLogDialog })),
);

function VerifyLog() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)} aria-label="Verify the log">
        <ShieldCheck aria-hidden />
        <span className="max-sm:sr-only">Verify</span>
      </Button>
      <Suspense>{open && <VerifyLogDialog onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}

/** Where looking takes long, a page ends before it has found anything. */
function Empty({ state, hasMore }: { state: LogState; hasMore: boolean }) {
  if (hasMore)
    return (
      <Notice icon={ScrollText} title="Nothing among the newest events">
        This search takes too long. Look among earlier events, or choose a shorter period.
      </Notice>
    );
  return (
    <Notice
      icon={ScrollText}
      title="No events match"
      action={
        <>
          {state.isNarrowed && <Button onClick={state.clear}>Clear the filters</Button>}
          {!state.showsViews && <Button onClick={() => state.change({ views: "1" })}>Include reads</Button>}
        </>
      }
    >
      Try other filters or a longer period.
    </Notice>
  );
}

const ExportsSheet = lazy(() =>
  import("./exports/exports-sheet.tsx").then((module) => ({ default: module.ExportsSheet })),
);

function ExportLog({ state }: { state: LogState }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)} aria-label="Export the log">
        <Download aria-hidden />
        <span className="max-sm:sr-only">Export</span>
      </Button>
      <Suspense>{open && <ExportsSheet state={state} onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}
