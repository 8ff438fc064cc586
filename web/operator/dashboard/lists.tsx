import type { ReactNode } from "react";
import type { Dashboard } from "../../api/contract.ts";
import { labelOfAction, nameOfThing } from "../../audit/words.ts";
import { Badge } from "../../components/badge.tsx";
import { formatAgo, formatBytes, formatDecimal } from "../../records/format.ts";
import { formatAmount } from "../../settings/billing/money.ts";

/** A heading and its lines, or a word where there are none. */
function Panel({ title, none, children }: { title: string; none?: string | false; children?: ReactNode }) {
  return (
    <section className="min-w-0 rounded-xl border border-line bg-surface">
      <h2 className="border-b border-line px-4 py-2.5 text-sm font-medium">{title}</h2>
      {none ? (
        <p className="px-4 py-3 text-sm text-ink-muted">{none}</p>
      ) : (
        <ul className="divide-y divide-line">{children}</ul>
      )}
    </section>
  );
}

function Line({ children, aside }: { children: ReactNode; aside: ReactNode }) {
  return (
    <li className="flex items-baseline justify-between gap-3 px-4 py-2 text-sm">
      <span className="min-w-0 truncate">{children}</span>
      <span className="shrink-0 text-xs text-ink-muted tabular-nums">{aside}</span>
    </li>
  );
}

export function AlertsPanel({ openAlerts }: Dashboard) {
  return (
    <Panel title="Open alerts" none={openAlerts.length === 0 && "None."}>
      {openAlerts.map(({ id, title, severity, raisedAt }) => (
        <Line key={id} aside={formatAgo(raisedAt)}>
          <Badge tone={severity === "critical" ? "red" : "amber"} className="mr-2 align-middle">
            {severity}
          </Badge>
          {title}
        </Line>
      ))}
    </Panel>
  );
}

export function ErrorsPanel({ recentErrors }: Dashboard) {
  return (
    <Panel title="Recorded errors" none={recentErrors.length === 0 && "None that is not resolved."}>
      {recentErrors.map(({ fingerprint, about, name, code, routes, count, lastSeen }) => (
        <Line key={fingerprint} aside={`${formatDecimal(count)}×, ${formatAgo(lastSeen)}`}>
          <a href={`/operator/errors/${fingerprint}`} className="hover:underline">
            {name ?? about}
            {code !== null && ` ${code}`}
          </a>
          <span className="text-ink-muted"> {routes[0]}</span>
        </Line>
      ))}
    </Panel>
  );
}

export function ActivityPanel({ recentActivity }: Dashboard) {
  return (
    <Panel title="Last done" none={recentActivity.length === 0 && "Nothing yet."}>
      {recentActivity.map(({ at, organization, action, resource }, place) => (
        <Line key={`${at} ${place}`} aside={formatAgo(at)}>
          {organization.name}
          <span className="text-ink-muted">
            {" "}
            {labelOfAction(action)} · {nameOfThing(resource)}
          </span>
        </Line>
      ))}
    </Panel>
  );
}

export function JobsPanel({ jobs }: Dashboard) {
  const some = jobs.filter(({ waiting, active, failed }) => waiting + active + failed > 0);
  return (
    <Panel title="Jobs" none={some.length === 0 && `None waits, of ${jobs.length} kinds.`}>
      {some.map(({ kind, waiting, active, failed, oldestSeconds }) => (
        <Line
          key={kind}
          aside={[
            waiting > 0 &&
              `${formatDecimal(waiting)} waiting${oldestSeconds > 60 ? ` for ${Math.round(oldestSeconds / 60)} min` : ""}`,
            active > 0 && `${formatDecimal(active)} running`,
            failed > 0 && `${formatDecimal(failed)} failed`,
          ]
            .filter(Boolean)
            .join(", ")}
        >
          {kind}
        </Line>
      ))}
    </Panel>
  );
}

export function LargestPanel({ statistics: { storage } }: Dashboard) {
  return (
    <Panel title="Largest by files" none={storage.largest.length === 0 && "Nobody has files yet."}>
      {storage.largest.map(({ id, name, bytes }) => (
        <Line key={id} aside={formatBytes(bytes)}>
          {name}
        </Line>
      ))}
    </Panel>
  );
}

export function PlansPanel({ statistics: { organizations, subscriptions } }: Dashboard) {
  return (
    <Panel title="Organizations by plan">
      {Object.entries(organizations.byPlan).map(([plan, many]) => (
        <Line key={plan} aside={formatDecimal(many)}>
          {plan}
        </Line>
      ))}
      {subscriptions.status === "not_configured" && <Line aside="no payment provider">Subscriptions</Line>}
      {Object.entries(subscriptions.byStatus).map(([status, many]) => (
        <Line key={status} aside={formatDecimal(many)}>
          Subscriptions, {status.replaceAll("_", " ")}
        </Line>
      ))}
      {subscriptions.monthlyRevenue.map(({ currency, amount }) => (
        <Line key={currency} aside={formatAmount(amount, currency)}>
          Revenue by the month
        </Line>
      ))}
    </Panel>
  );
}

const recordWords = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

export function RecordsPanel({ statistics: { crm, content } }: Dashboard) {
  return (
    <Panel title="Records by type">
      {Object.entries({ ...crm, ...content }).map(([name, many]) => (
        <Line key={name} aside={formatDecimal(many)}>
          {recordWords(name)}
        </Line>
      ))}
    </Panel>
  );
}

export function SystemPanel({ system, statistics: { storage } }: Dashboard) {
  const { version, node, postgres, uptimeSeconds, residentBytes, pool, checks } = system;
  const { diskFreeBytes, diskSizeBytes } = storage;
  const bad = Object.entries(checks).filter(([, { status }]) => status === "down" || status === "degraded");
  return (
    <Panel title="System">
      <Line aside={version}>NextCRM</Line>
      <Line aside={node}>Node.js</Line>
      <Line aside={postgres}>PostgreSQL</Line>
      <Line aside={uptimeText(uptimeSeconds)}>Up for</Line>
      <Line aside={formatBytes(residentBytes)}>Memory</Line>
      <Line aside={`${pool.open - pool.idle} of ${pool.most} used`}>Connections</Line>
      {diskFreeBytes !== null && diskSizeBytes !== null && (
        <Line aside={`${formatBytes(diskFreeBytes)} of ${formatBytes(diskSizeBytes)}`}>Free on the disk</Line>
      )}
      <Line aside={bad.length === 0 ? "all up" : bad.map(([name, { status }]) => `${name} ${status}`).join(", ")}>
        Checks
      </Line>
    </Panel>
  );
}

function uptimeText(seconds: number): string {
  if (seconds < 3_600) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.floor(seconds / 86_400)} days`;
}
