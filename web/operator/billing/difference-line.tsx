import { Link } from "@tanstack/react-router";
import type { BillingDifference } from "../../api/contract.ts";
import { formatAgo, formatExactMoment } from "../../records/format.ts";
import { comparedIn } from "./difference-values.ts";
import { differenceWords } from "./difference-words.ts";

/** Whom it is about, what is not the same, and what somebody does about it. */
export function DifferenceLine({ difference }: { difference: BillingDifference }) {
  const { kind, foundAt, customerId, subscriptionId } = difference;
  const { title, next } = differenceWords[kind];
  return (
    <li className="px-4 py-3">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
        <span className="font-medium">{title}</span>
        <time dateTime={foundAt} title={formatExactMoment(foundAt)} className="text-xs text-ink-muted sm:ml-auto">
          {formatAgo(foundAt)}
        </time>
      </p>
      <p className="mt-0.5 text-sm wrap-anywhere">
        <Whose difference={difference} />
      </p>
      <Sides difference={difference} />
      <p className="mt-2 text-sm text-pretty">{next}</p>
      <p className="mt-1 font-mono text-2xs wrap-anywhere text-ink-muted select-all">
        {[customerId, subscriptionId].filter(Boolean).join(" · ")}
      </p>
    </li>
  );
}

function Whose({ difference: { organizationId, organizationName } }: { difference: BillingDifference }) {
  if (organizationId === null) return <span className="text-ink-muted">No organization is named there</span>;
  if (organizationName === null)
    return <span className="text-ink-muted">Named there, and not here: organization {organizationId}</span>;
  return (
    <Link
      to="/operator/$page"
      params={{ page: "organizations" }}
      search={{ search: organizationId }}
      className="rounded underline underline-offset-2 hover:text-ink-muted"
    >
      {organizationName}
    </Link>
  );
}

const cellClass = "py-1 pr-4 text-left align-top font-normal wrap-anywhere";

function Sides({ difference }: { difference: BillingDifference }) {
  const rows = comparedIn(difference);
  if (rows.length === 0) return null;
  return (
    <table className="mt-2 w-full max-w-2xl table-fixed text-xs">
      <thead>
        <tr className="border-b border-line text-ink-muted">
          <td className="w-[30%]" />
          <th scope="col" className={cellClass}>
            NextCRM
          </th>
          <th scope="col" className={cellClass}>
            Stripe
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ label, ours, theirs }) => (
          <tr key={label}>
            <th scope="row" className={`${cellClass} text-ink-muted`}>
              {label}
            </th>
            <td className={cellClass}>{ours || "–"}</td>
            <td className={`${cellClass} font-medium`}>{theirs || "–"}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
