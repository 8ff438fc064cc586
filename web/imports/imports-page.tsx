import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronRight, History, Upload } from "lucide-react";
import { call } from "../api/client.ts";
import type { PastImport } from "../api/contract.ts";
import { PageHeader } from "../app/page-header.tsx";
import { useCan } from "../app/session.ts";
import { Badge, type Tone } from "../components/badge.tsx";
import { Button, buttonClass } from "../components/button.tsx";
import { ErrorState, Notice, SkeletonLines } from "../components/states.tsx";
import { formatAgo, formatDecimal, formatMoment } from "../records/format.ts";
import { membersQuery, useRecordType } from "../records/queries.ts";
import { TypeIcon } from "../records/type-icon.tsx";
import { importsKey, isOver } from "./import-run.ts";
import { MayNotImport } from "./may-not-import.tsx";
import { UndoImport } from "./undo-import.tsx";

const runningMs = 2_000;

/** Every import of the organization, newest first. */
export function ImportsPage() {
  const can = useCan();
  return (
    <>
      <PageHeader
        title="Imports"
        actions={
          can("records.import") && (
            <Link
              to="/$plural/import"
              params={{ plural: "accounts" }}
              search={{}}
              className={buttonClass({ look: "primary" })}
            >
              <Upload aria-hidden />
              Import a file
            </Link>
          )
        }
      />
      <div className="min-h-0 flex-1 overflow-y-auto">{can("records.import") ? <PastImports /> : <MayNotImport />}</div>
    </>
  );
}

function PastImports() {
  const list = useInfiniteQuery({
    queryKey: importsKey,
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      call("GET /api/imports", { query: { limit: 50, ...(pageParam && { cursor: pageParam }) }, signal }),
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.data.some((one) => !isOver(one))) ? runningMs : false,
  });
  const all = list.data?.pages.flatMap((page) => page.data) ?? [];
  if (list.isPending) return <SkeletonLines lines={8} />;
  if (list.isError) return <ErrorState error={list.error} retry={() => void list.refetch()} />;
  if (all.length === 0) {
    return (
      <Notice icon={History} title="No imports yet">
        Imported files are listed here with what became of their rows, and can be undone.
      </Notice>
    );
  }
  return (
    <>
      <ul className="divide-y divide-line">
        {all.map((one) => (
          <ImportLine key={one.id} run={one} />
        ))}
      </ul>
      {list.hasNextPage && (
        <div className="p-4">
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Show earlier
          </Button>
        </div>
      )}
    </>
  );
}

function ImportLine({ run }: { run: PastImport }) {
  const type = useRecordType(run.type);
  const { data: members = [] } = useQuery(membersQuery);
  const who = members.find(({ userId }) => userId === run.createdBy)?.name;
  const state = stateOf(run);
  const canUndo = !run.dryRun && isOver(run) && !run.undo && run.created + run.updated + run.related > 0;
  return (
    <li className="relative flex items-center gap-3 px-4 py-3 hover:bg-hover">
      <TypeIcon type={run.type} className="size-4 shrink-0 text-ink-faint" />
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2">
          <Link
            to="/imports/$id"
            params={{ id: run.id }}
            search={{}}
            className="min-w-0 truncate text-sm font-medium after:absolute after:inset-0"
          >
            {run.filename ?? `A file of ${type?.pluralLabel.toLowerCase() ?? "records"}`}
          </Link>
          <Badge tone={state.tone} className="shrink-0">
            {state.label}
          </Badge>
        </p>
        <p className="truncate text-xs text-ink-muted">
          {[type?.pluralLabel, countsOf(run), who].filter(Boolean).join(" · ")}
        </p>
      </div>
      <time
        dateTime={run.createdAt}
        title={formatMoment(run.createdAt)}
        className="shrink-0 text-xs text-ink-faint max-sm:hidden"
      >
        {formatAgo(run.createdAt)}
      </time>
      {canUndo && (
        <span className="relative">
          <UndoImport run={run} size="sm" />
        </span>
      )}
      <ChevronRight className="size-4 shrink-0 text-ink-faint" aria-hidden />
    </li>
  );
}

function stateOf(run: PastImport): { label: string; tone: Tone } {
  if (run.undo)
    return run.undo.status === "done" ? { label: "Undone", tone: "gray" } : { label: "Undoing", tone: "blue" };
  if (run.status === "queued") return { label: "Waiting", tone: "blue" };
  if (run.status === "running") return { label: run.dryRun ? "Trying" : "Running", tone: "blue" };
  if (run.status === "cancelled") return { label: "Stopped", tone: "amber" };
  if (run.status === "failed") return { label: "Failed", tone: "red" };
  if (run.dryRun) return { label: "Tried, not imported", tone: "gray" };
  return run.failed > 0 ? { label: "Done, some rows failed", tone: "amber" } : { label: "Done", tone: "green" };
}

function countsOf(run: PastImport): string {
  const counts = [
    [run.created, "new"],
    [run.updated, "changed"],
    [run.unchanged, run.existing === "skip" ? "skipped" : "as they were"],
    [run.failed, "failed"],
  ] as const;
  const told = counts.filter(([count]) => count > 0).map(([count, word]) => `${formatDecimal(count)} ${word}`);
  return told.join(", ") || "no rows yet";
}
