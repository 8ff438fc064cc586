import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, RefreshCw } from "lucide-react";
import { useState } from "react";
import { call } from "../../api/client.ts";
import type { FailedJob, JobQueue } from "../../api/contract.ts";
import { Button } from "../../components/button.tsx";
import { Confirm } from "../../components/confirm.tsx";
import { ErrorState, Notice, SkeletonLines } from "../../components/states.tsx";
import { toast } from "../../components/toast.tsx";
import { tell } from "../../records/changes.ts";
import { formatAgo, formatDecimal } from "../../records/format.ts";
import { boxClass, lineClass, Section } from "../../settings/section.tsx";

/** Not asked for again by itself: each look is an event of the operator’s log. */
const jobsQuery = queryOptions({
  queryKey: ["operator-jobs"],
  queryFn: ({ signal }) => call("GET /api/admin/jobs", { signal }),
});

/** The work behind the requests: what waits, what runs, what was given up. */
export function JobsPage() {
  const jobs = useQuery(jobsQuery);
  if (jobs.isPending) return <SkeletonLines />;
  if (jobs.isError) return <ErrorState error={jobs.error} retry={() => void jobs.refetch()} />;
  const { queues, failed } = jobs.data;
  return (
    <>
      <Section
        title="Queues"
        intro="Background work, by kind."
        action={
          <Button busy={jobs.isFetching} onClick={() => void jobs.refetch()}>
            <RefreshCw aria-hidden />
            Look again
          </Button>
        }
      >
        <Queues queues={queues} />
      </Section>
      <Section
        title="Failed jobs"
        intro="Given up after the last try. The server’s log has the details, under the job’s id."
      >
        {failed.length === 0 ? (
          <Notice icon={CircleCheck} title="Nothing failed" boxed />
        ) : (
          <ul className={boxClass}>
            {failed.map((job) => (
              <FailedLine key={job.id} job={job} />
            ))}
          </ul>
        )}
      </Section>
    </>
  );
}

const headClass = "px-3 py-2 text-right text-xs font-medium text-ink-muted first:text-left max-sm:px-2";
const numberClass = "px-3 py-1.5 text-right tabular-nums max-sm:px-2";

function Queues({ queues }: { queues: readonly JobQueue[] }) {
  return (
    <div className="overflow-x-auto rounded-xl border border-line" tabIndex={0} role="region" aria-label="Queues">
      <table className="w-full text-sm">
        <thead>
          <tr className="border-b border-line">
            {["Kind", "Waiting", "Oldest", "Running", "Failed"].map((name) => (
              <th key={name} scope="col" className={name === "Oldest" ? `${headClass} max-sm:hidden` : headClass}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {queues.map(({ kind, waiting, active, failed, oldestSeconds }) => (
            <tr key={kind}>
              <th scope="row" className="px-3 py-1.5 text-left font-normal wrap-anywhere sm:whitespace-nowrap">
                {kind}
                {waiting > 0 && (
                  <span className="block text-xs text-ink-muted sm:hidden">oldest {ageOf(oldestSeconds)}</span>
                )}
              </th>
              <Count count={waiting} />
              <td className={`${numberClass} text-ink-muted max-sm:hidden`}>
                {waiting > 0 ? ageOf(oldestSeconds) : ""}
              </td>
              <Count count={active} />
              <Count count={failed} bad />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const ageOf = (seconds: number) => `${formatDecimal(Math.round(seconds))} s`;

function Count({ count, bad = false }: { count: number; bad?: boolean }) {
  const tone = count === 0 ? "text-ink-muted" : bad ? "font-medium text-danger" : "";
  return <td className={`${numberClass} ${tone}`}>{formatDecimal(count)}</td>;
}

function FailedLine({ job: { id, kind, organizationId, error, tries, failedAt } }: { job: FailedJob }) {
  const [asking, setAsking] = useState(false);
  const client = useQueryClient();
  const again = () => client.invalidateQueries({ queryKey: jobsQuery.queryKey });
  const retry = async () => {
    await call("POST /api/admin/jobs/{kind}/{id}/retry", { params: { kind, id } });
    await again();
    toast.done({ title: "It is tried again" });
  };
  return (
    <li className={lineClass}>
      <div className="min-w-52 flex-1">
        <p className="text-sm font-medium">
          {kind} <span className="font-normal text-ink-muted">{error}</span>
        </p>
        <p className="text-xs wrap-anywhere text-ink-muted">
          {formatAgo(failedAt)}, after {tries} {tries === 1 ? "try" : "tries"}
          {organizationId && ` · organization ${organizationId}`} · {id}
        </p>
      </div>
      <Button look="quiet" aria-label={`Retry ${kind} ${id}`} onClick={() => void retry().catch(tell)}>
        Retry
      </Button>
      <Button look="quiet" aria-label={`Remove ${kind} ${id}`} onClick={() => setAsking(true)}>
        Remove
      </Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title="Remove this job?"
        description="Its work will not be done unless something asks for it again."
        action="Remove"
        onConfirm={async () => {
          await call("DELETE /api/admin/jobs/{kind}/{id}", { params: { kind, id } });
          await again();
        }}
      />
    </li>
  );
}
