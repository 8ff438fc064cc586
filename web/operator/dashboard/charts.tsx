import type { Dashboard } from "../../api/contract.ts";
import { formatBytes, formatDate, formatDecimal, formatMoment } from "../../records/format.ts";
import { Chart, Numbers } from "./chart.tsx";

type Series = Dashboard["series"];

const milliseconds = (value: number | null) => (value === null ? "–" : `${formatDecimal(Math.round(value))} ms`);
const sumOf = <Row,>(rows: readonly Row[], of: (row: Row) => number) => rows.reduce((sum, row) => sum + of(row), 0);

export function RequestsChart({ requests }: Pick<Series, "requests">) {
  const [total, errors] = [sumOf(requests, (one) => one.requests), sumOf(requests, (one) => one.errors)];
  return (
    <Chart
      title="Requests by hour"
      sum={`${formatDecimal(total)} in two days, ${formatDecimal(errors)} failed`}
      bars={requests.map(({ hour, requests: many, errors: failed, p95 }) => ({
        id: hour,
        value: many,
        marked: failed,
        words: `${formatMoment(hour)}: ${formatDecimal(many)}, ${formatDecimal(failed)} failed, 95% within ${milliseconds(p95)}`,
      }))}
      from="Two days ago"
      to="This hour"
      heads={["Hour", "Requests", "Refused", "Failed", "p50", "p95"]}
      rows={requests
        .toReversed()
        .map((one) => [
          formatMoment(one.hour),
          ...[one.requests, one.refused, one.errors].map((many) => formatDecimal(many)),
          milliseconds(one.p50),
          milliseconds(one.p95),
        ])}
    />
  );
}

export function ResponseChart({ requests }: Pick<Series, "requests">) {
  const slowest = Math.max(0, ...requests.map(({ p95 }) => p95 ?? 0));
  return (
    <Chart
      title="Response time by hour, 95th percentile"
      sum={slowest === 0 ? "No requests yet" : `At most ${milliseconds(slowest)}`}
      bars={requests.map(({ hour, p95 }) => ({
        id: hour,
        value: p95 ?? 0,
        words: `${formatMoment(hour)}: ${milliseconds(p95)}`,
      }))}
      from="Two days ago"
      to="This hour"
      heads={["Hour", "p50", "p95"]}
      rows={requests
        .toReversed()
        .map(({ hour, p50, p95 }) => [formatMoment(hour), milliseconds(p50), milliseconds(p95)])}
    />
  );
}

export function ActiveDaysChart({ activeDays }: Pick<Series, "activeDays">) {
  return (
    <Chart
      title="Active users by day"
      sum={`${formatDecimal(activeDays.at(-1)!.users)} today`}
      bars={activeDays.map(({ day, users }) => ({
        id: day,
        value: users,
        words: `${formatDate(day)}: ${formatDecimal(users)}`,
      }))}
      from={formatDate(activeDays[0]!.day)}
      to="Today, UTC"
      heads={["Day", "Users"]}
      rows={activeDays.toReversed().map(({ day, users }) => [formatDate(day), formatDecimal(users)])}
    />
  );
}

export function ActiveWeeksChart({ activeWeeks }: Pick<Series, "activeWeeks">) {
  return (
    <Chart
      title="Active users by week"
      sum={`${formatDecimal(activeWeeks.at(-1)!.users)} this week`}
      bars={activeWeeks.map(({ week, users }) => ({
        id: week,
        value: users,
        words: `Week of ${formatDate(week)}: ${formatDecimal(users)}`,
      }))}
      from={`Week of ${formatDate(activeWeeks[0]!.week)}`}
      to="This week"
      heads={["Week of", "Users"]}
      rows={activeWeeks.toReversed().map(({ week, users }) => [formatDate(week), formatDecimal(users)])}
    />
  );
}

export function NewOrganizationsChart({ growth }: Pick<Series, "growth">) {
  return (
    <Chart
      title="New organizations by day"
      sum={`${formatDecimal(sumOf(growth, (one) => one.newOrganizations))} in 30 days`}
      bars={growth.map(({ day, newOrganizations, organizations }) => ({
        id: day,
        value: newOrganizations,
        words: `${formatDate(day)}: ${formatDecimal(newOrganizations)} new, ${formatDecimal(organizations)} in all`,
      }))}
      from={formatDate(growth[0]!.day)}
      to="Today, UTC"
      heads={["Day", "New", "In all"]}
      rows={growth
        .toReversed()
        .map((one) => [formatDate(one.day), formatDecimal(one.newOrganizations), formatDecimal(one.organizations)])}
    />
  );
}

export function NewRecordsChart({ growth }: Pick<Series, "growth">) {
  return (
    <Chart
      title="New records by day"
      sum={`${formatDecimal(sumOf(growth, (one) => one.newRecords))} in 30 days`}
      bars={growth.map(({ day, newRecords }) => ({
        id: day,
        value: newRecords,
        words: `${formatDate(day)}: ${formatDecimal(newRecords)}`,
      }))}
      from={formatDate(growth[0]!.day)}
      to="Today, UTC"
      heads={["Day", "New", "In all"]}
      rows={growth
        .toReversed()
        .map((one) => [formatDate(one.day), formatDecimal(one.newRecords), formatDecimal(one.records)])}
    />
  );
}

/** What stands behind the small lines of the figures. */
export function GrowthNumbers({ growth }: Pick<Series, "growth">) {
  return (
    <Numbers
      title="Growth by day"
      heads={["Day", "Organizations", "Users", "Records", "Files"]}
      rows={growth
        .toReversed()
        .map((one) => [
          formatDate(one.day),
          ...[one.organizations, one.users, one.records].map((many) => formatDecimal(many)),
          formatBytes(one.storageBytes),
        ])}
    />
  );
}
