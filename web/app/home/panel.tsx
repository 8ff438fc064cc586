import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { ErrorState, Skeleton } from "../../components/states.tsx";
import { fewRecordsQuery, type ListQuery, useRecordType } from "../../records/queries.ts";
import { RecordLine } from "./record-line.tsx";

type PanelProps = { title: string; aside?: ReactNode; children: ReactNode };

/** A part of the home page under its heading. */
export function Panel({ title, aside, children }: PanelProps) {
  return (
    <section className="min-w-0">
      <div className="mb-2 flex min-h-5 items-baseline justify-between gap-3">
        <h3 className="text-sm font-semibold">{title}</h3>
        {aside}
      </div>
      {children}
    </section>
  );
}

export const linesClass = "divide-y divide-line overflow-hidden rounded-lg border border-line";

export function Empty({ children }: { children: ReactNode }) {
  return (
    <p className="rounded-lg border border-dashed border-line px-3 py-4 text-center text-sm text-ink-muted">
      {children}
    </p>
  );
}

type RecordPanelProps = { name: string; title: string; empty: string; query: ListQuery; showsOwner?: boolean };

/** The first few records of a list, and the way to all of them. */
export function RecordPanel({ name, title, empty, query, showsOwner = false }: RecordPanelProps) {
  const type = useRecordType(name);
  const { data, isPending, error, refetch } = useQuery({
    ...fewRecordsQuery(type?.plural ?? "", { ...query, limit: 6 }),
    enabled: type !== undefined,
  });
  if (!type) return null;
  const all = (
    <Link
      to="/$plural"
      params={{ plural: type.plural }}
      search={query as Record<string, string>}
      className="rounded text-xs text-ink-muted hover:text-ink pointer-coarse:-my-2 pointer-coarse:py-2"
    >
      Show all<span className="sr-only">: {title}</span>
    </Link>
  );
  return (
    <Panel title={title} aside={all}>
      {isPending && <PanelSkeleton />}
      {error && !data && <ErrorState error={error} retry={() => void refetch()} />}
      {data?.length === 0 && <Empty>{empty}</Empty>}
      {data && data.length > 0 && (
        <ul className={linesClass}>
          {data.map((record) => (
            <RecordLine key={record.id} type={type} record={record} showsOwner={showsOwner} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

export function PanelSkeleton() {
  return (
    <div role="status" aria-label="Loading" className={linesClass}>
      {[1, 2, 3].map((line) => (
        <div key={line} className="flex h-13 flex-col justify-center gap-1.5 px-3">
          <Skeleton className="h-3 w-1/2" />
          <Skeleton className="h-2.5 w-1/3" />
        </div>
      ))}
    </div>
  );
}
