import { Link } from "@tanstack/react-router";
import type { BillingDifferences } from "../../api/contract.ts";
import { formatAgo, formatExactMoment } from "../../records/format.ts";
import { boxClass } from "../../settings/section.tsx";

type Props = Pick<BillingDifferences, "comparison">;

/** Whether one is under way, when the last one ended, and how. */
export function Comparison({ comparison: { pending, ended } }: Props) {
  return (
    <div className={`${boxClass} px-4 py-3 text-sm`} role="status">
      {pending && <p>{underWay(pending)}</p>}
      {ended ? (
        <p className={ended.error === null ? "" : "text-danger"}>
          {ended.error === null
            ? "The last comparison went through, "
            : `The last comparison was given up (${ended.error}), `}
          <time dateTime={ended.at} title={formatExactMoment(ended.at)}>
            {formatAgo(ended.at)}
          </time>
          .
        </p>
      ) : (
        !pending && <p className="text-ink-muted">None has finished within a week. The next is at 02:40 UTC.</p>
      )}
      {(ended?.error || pending?.error) && (
        <p className="mt-1 text-pretty">
          The results below are from the one before. Check whether Stripe answers, in{" "}
          <Link
            to="/operator/$page"
            params={{ page: "errors" }}
            search={{}}
            className="rounded underline underline-offset-2"
          >
            Errors
          </Link>{" "}
          and the server’s log, then compare again.
        </p>
      )}
    </div>
  );
}

function underWay({ state, since, error }: NonNullable<Props["comparison"]["pending"]>): string {
  if (state === "retrying") return `A comparison failed (${error}) and is retried automatically.`;
  return state === "running" ? `A comparison is running; it began ${formatAgo(since)}.` : "A comparison is queued.";
}
