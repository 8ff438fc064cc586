import type { Dashboard } from "../../api/contract.ts";
import { formatBytes, formatDecimal } from "../../records/format.ts";
import { GrowthNumbers } from "./charts.tsx";

/** How much there is, each with how it came to that in 30 days. */
export function Figures({ statistics, series: { growth } }: Dashboard) {
  const { organizations, users, crm, content, storage } = statistics;
  const records = [...Object.values(crm), ...Object.values(content)].reduce((sum, many) => sum + many, 0);
  const before = growth[0]!;
  return (
    <section aria-label="How much there is">
      <dl className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        <Figure
          label="Organizations"
          value={formatDecimal(organizations.total)}
          about={
            organizations.suspended + organizations.deleting === 0
              ? `${formatDecimal(organizations.new30Days)} new in 30 days`
              : `${formatDecimal(organizations.active)} active, ${formatDecimal(organizations.suspended)} suspended`
          }
          line={growth.map((day) => day.organizations)}
        />
        <Figure
          label="Users"
          value={formatDecimal(users.total)}
          about={`${formatDecimal(users.activeToday)} active today, ${formatDecimal(users.activeThisWeek)} this week`}
          line={growth.map((day) => day.users)}
        />
        <Figure
          label="Records"
          value={formatDecimal(records)}
          about={`${formatDecimal(Math.max(0, records - before.records))} more than 30 days ago`}
          line={growth.map((day) => day.records)}
        />
        <Figure
          label="Files"
          value={formatBytes(storage.bytes)}
          about={`Database ${formatBytes(storage.databaseBytes)}`}
          line={growth.map((day) => day.storageBytes)}
        />
      </dl>
      <GrowthNumbers growth={growth} />
    </section>
  );
}

type FigureProps = { label: string; value: string; about: string; line: number[] };

function Figure({ label, value, about, line }: FigureProps) {
  return (
    <div className="flex min-w-0 flex-col rounded-xl border border-line bg-surface p-4">
      <dt className="text-xs text-ink-muted">{label}</dt>
      <dd className="mt-1 text-2xl font-semibold tracking-tight tabular-nums">{value}</dd>
      <dd className="mt-0.5 text-xs text-pretty text-ink-muted">{about}</dd>
      <Line values={line} />
    </div>
  );
}

/** A line without a scale: the numbers are in the table. */
function Line({ values }: { values: number[] }) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const y = (value: number) => (most === least ? 20 : 22 - ((value - least) / (most - least)) * 20);
  const points = values.map((value, at) => `${(at / (values.length - 1)) * 100},${y(value)}`).join(" ");
  return (
    <dd aria-hidden className="mt-auto pt-3">
      <svg viewBox="0 0 100 24" preserveAspectRatio="none" className="h-8 w-full text-accent">
        <polygon points={`0,24 ${points} 100,24`} className="fill-current opacity-10" />
        <polyline
          points={points}
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
          strokeLinejoin="round"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
    </dd>
  );
}
