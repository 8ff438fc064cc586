import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "../../api/client.ts";
import type { RecordedErrorDetails } from "../../api/contract.ts";
import { reasonOf } from "../../api/problem.ts";
import { Badge } from "../../components/badge.tsx";
import { Button } from "../../components/button.tsx";
import { ErrorState, SkeletonLines } from "../../components/states.tsx";
import { toast } from "../../components/toast.tsx";
import { formatDecimal, formatExactMoment } from "../../records/format.ts";
import { boxClass, Section } from "../../settings/section.tsx";
import { ErrorHours } from "./error-hours.tsx";
import { nameOf } from "./error-line.tsx";
import { errorQuery, errorsKey } from "./error-queries.ts";

/** One fault: where in the program, how often, in which requests. */
export function ErrorDetails({ fingerprint }: { fingerprint: string }) {
  const found = useQuery(errorQuery(fingerprint));
  if (found.isPending) return <SkeletonLines />;
  if (found.isError) return <ErrorState error={found.error} retry={() => void found.refetch()} />;
  const error = found.data;
  const { summary, about, count, firstSeen, lastSeen, resolvedAt, reopenedAt } = error;
  return (
    <>
      <Section title={nameOf(error)} intro={summary ?? about} action={<Resolve error={error} />}>
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-ink-muted">
          {resolvedAt ? <Badge tone="green">Resolved</Badge> : reopenedAt && <Badge tone="red">Came again</Badge>}
          <span className="text-ink">{formatDecimal(count)}×</span>
          <span>first {formatExactMoment(firstSeen)}</span>
          <span>last {formatExactMoment(lastSeen)}</span>
        </p>
      </Section>
      <ErrorHours hours={error.hours} />
      <Section title="Where in the program" intro="The innermost place first.">
        <Places error={error} />
        {error.causes.map((cause, at) => (
          <div key={at} className="mt-4">
            <p className="mb-2 text-sm">
              because of <span className="font-medium">{nameOf({ ...cause, about: "something" })}</span>
              {cause.summary && <span className="text-ink-muted"> {cause.summary}</span>}
            </p>
            <Places error={cause} />
          </div>
        ))}
      </Section>
      {error.routes.length > 0 && (
        <Section title="Where it is met">
          <ul className={boxClass}>
            {error.routes.map((route) => (
              <li key={route}>
                <Link
                  to="/operator/$page"
                  params={{ page: "errors" }}
                  search={{ route, state: "all" }}
                  className="block px-4 py-2.5 font-mono text-xs break-all hover:bg-hover"
                >
                  {route}
                </Link>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {error.requests.length > 0 && <Requests requests={error.requests} />}
    </>
  );
}

function Places({ error: { frames } }: { error: Pick<RecordedErrorDetails, "frames"> }) {
  if (frames.length === 0) return <p className="text-sm text-ink-muted">In none of our own code.</p>;
  return (
    <ol className={boxClass}>
      {frames.map((place, at) => (
        <li key={at} className="px-4 py-2 font-mono text-xs break-all">
          {place}
        </li>
      ))}
    </ol>
  );
}

function Requests({ requests }: Pick<RecordedErrorDetails, "requests">) {
  return (
    <Section title="Requests" intro="The last 200, for two weeks. People who met the error were shown the id.">
      <ul className={`${boxClass} max-h-96 overflow-y-auto`} tabIndex={0} aria-label="Requests">
        {requests.map(({ id, route, at }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-0.5 px-4 py-2 text-xs">
            <code className="font-mono select-all">{id}</code>
            <span className="min-w-0 flex-1 break-all text-ink-muted">{route}</span>
            <time dateTime={at} className="text-ink-muted">
              {formatExactMoment(at)}
            </time>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Resolve({ error: { fingerprint, resolvedAt } }: { error: RecordedErrorDetails }) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const resolve = async () => {
    setBusy(true);
    try {
      await call("PATCH /api/admin/errors/{fingerprint}", {
        params: { fingerprint },
        body: { resolved: resolvedAt === null },
      });
      await client.invalidateQueries({ queryKey: errorsKey });
    } catch (failure) {
      toast.failed({ title: "That did not work", detail: reasonOf(failure) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button look={resolvedAt ? "secondary" : "primary"} busy={busy} onClick={() => void resolve()}>
      {resolvedAt ? "Open again" : "Mark as resolved"}
    </Button>
  );
}
