import { planNames } from "../../access/plans.ts";
import type { Services } from "../../api/services.ts";
import type { Sql } from "../../ports/database.ts";
import type { Checked } from "../../telemetry/health/check.ts";
import { verdictOf } from "../../telemetry/health/verdict.ts";
import { readQueues } from "../../telemetry/queues.ts";
import { openAlerts, titleOf } from "../alerts/alert.ts";
import type { Alert } from "../alerts/alert.ts";
import { rules } from "../alerts/rules.ts";
import { recentErrors } from "../errors/recorded.ts";
import type { Dashboard } from "./dashboard.ts";
import { recentMinutes } from "./health-components.ts";
import { healthScore } from "./health-score.ts";
import { readCounts, readDays } from "./installation-counts.ts";
import type { InstallationCount, InstallationDay } from "./installation-counts.ts";
import { readingsOf } from "./readings.ts";
import { recentActivity } from "./recent-activity.ts";
import { recentRequests, requestsOf } from "./rollups.ts";
import { currentSubscriptions } from "./subscriptions.ts";
import { dayBefore, growthOf, hoursOf, lastDays, lastWeeks, totalOf } from "./series.ts";

const growthDays = 30;
const shownWeeks = 12;
const shownHours = 48;
const mostLargest = 10;
const mostActivity = 12;
const mostErrors = 5;

/** One snapshot of the database; nothing in it is larger for an installation with more organizations. */
async function readInstallation(sql: Sql, now: Date) {
  const since = new Date(now.getTime() - (shownHours - 1) * 3_600_000);
  const [counts, days, recent, hours, queues, largest, activity, errors, alerts, [rollup]] = await Promise.all([
    readCounts(sql),
    readDays(sql, lastWeeks(now, shownWeeks)[0]!),
    recentRequests(sql, now, recentMinutes),
    requestsOf(sql, since),
    readQueues(sql),
    sql.query<{ id: string; name: string; bytes: number }>(
      `select o.id, o.name, u.storage_bytes as bytes from organization_usage u join organization o on o.id = u.organization_id
        where u.storage_bytes > 0 order by u.storage_bytes desc limit $1`,
      [mostLargest],
    ),
    recentActivity(sql, mostActivity),
    recentErrors(sql, mostErrors),
    openAlerts(sql),
    sql.query<{ addedUpAt: string; recountedAt: string; databaseBytes: number; postgres: string }>(
      `select added_up_at as "addedUpAt", recounted_at as "recountedAt", database_bytes as "databaseBytes",
        current_setting('server_version') as postgres from installation_rollup`,
    ),
  ]);
  return { counts, days, recent, hours, queues, largest, activity, errors, alerts, rollup: rollup! };
}

/** The whole of it, as of now. Rejects where the database does not answer. */
export async function readDashboard(services: Services): Promise<Dashboard> {
  const { db, clock, health } = services;
  const now = clock.now();
  const scope = { role: "nextcrm_operator", readOnly: true, repeatableRead: true } as const;
  const [found, checks, subscriptions] = await Promise.all([
    db.transaction(scope, (sql) => readInstallation(sql, now)),
    health.read(),
    currentSubscriptions(services),
  ]);
  const { counts, days, alerts, rollup } = found;
  const heard = alerts.filter((alert) => lowersHealth(alert, now));
  const score = healthScore(readingsOf(checks, found.recent, heard.length));
  return {
    timestamp: now.toISOString(),
    healthScore: score.score,
    health: { status: verdictOf(checks), ...score },
    statistics: {
      organizations: organizationsOf(counts, days, now),
      users: usersOf(counts, days, now),
      ...recordsOf(counts),
      subscriptions,
      storage: {
        bytes: totalOf(counts, ["storage"]),
        databaseBytes: rollup.databaseBytes,
        ...diskOf(checks),
        largest: found.largest,
      },
    },
    series: {
      growth: growthOf(counts, days, lastDays(now, growthDays)),
      activeDays: addedOn(days, "active_day", lastDays(now, growthDays)).map(([day, users]) => ({ day, users })),
      activeWeeks: addedOn(days, "active_week", lastWeeks(now, shownWeeks)).map(([week, users]) => ({ week, users })),
      requests: hoursOf(found.hours, now, shownHours),
    },
    recentRequests: { minutes: recentMinutes, ...found.recent },
    jobs: found.queues.map(({ kind, waiting, active, failed, oldestSeconds }) => ({
      kind,
      waiting,
      active,
      failed,
      oldestSeconds,
    })),
    openAlerts: alerts.map(({ id, rule, severity, raisedAt, detail, silencedUntil }) => ({
      id,
      title: titleOf({ rule }),
      severity,
      raisedAt,
      detail,
      silencedUntil,
    })),
    recentActivity: found.activity,
    recentErrors: found.errors.map(({ fingerprint, about, name, code, routes, count, lastSeen }) => ({
      fingerprint,
      about,
      name,
      code,
      routes,
      count,
      lastSeen,
    })),
    system: systemOf(services, checks, rollup.postgres),
    rollups: { addedUpAt: rollup.addedUpAt, recountedAt: rollup.recountedAt },
  };
}

/** What was added on each of the days. */
function addedOn(days: readonly InstallationDay[], wanted: string, on: readonly string[]): [string, number][] {
  const known = new Map(days.filter(({ name }) => name === wanted).map(({ day, added }) => [day, added]));
  return on.map((day) => [day, known.get(day) ?? 0]);
}

function addedSince(days: readonly InstallationDay[], wanted: string, now: Date): number {
  return addedOn(days, wanted, lastDays(now, growthDays)).reduce((sum, [, added]) => sum + added, 0);
}

function organizationsOf(counts: readonly InstallationCount[], days: readonly InstallationDay[], now: Date) {
  const organizations = counts.filter(({ name }) => name === "organization");
  const total = (matches: (plan: string, status: string) => boolean) =>
    organizations.reduce((sum, { kind, amount }) => {
      const [plan = "", status = ""] = kind.split(" ");
      return sum + (matches(plan, status) ? amount : 0);
    }, 0);
  return {
    total: total(() => true),
    active: total((_, status) => status === "active"),
    suspended: total((_, status) => status === "suspended"),
    deleting: total((_, status) => status === "deleting"),
    new30Days: addedSince(days, "organization", now),
    byPlan: Object.fromEntries(planNames.map((plan) => [plan, total((one) => one === plan)])),
  };
}

function usersOf(counts: readonly InstallationCount[], days: readonly InstallationDay[], now: Date) {
  const on = (name: string, day: string) => addedOn(days, name, [day])[0]![1];
  return {
    total: totalOf(counts, ["user"]),
    memberships: totalOf(counts, ["member"]),
    new30Days: addedSince(days, "user", now),
    activeToday: on("active_day", dayBefore(now, 0)),
    activeThisWeek: on("active_week", lastWeeks(now, 1)[0]!),
  };
}

function recordsOf(counts: readonly InstallationCount[]) {
  const count = (name: string) => totalOf(counts, [name]);
  return {
    crm: {
      accounts: count("account"),
      contacts: count("contact"),
      leads: count("lead"),
      opportunities: count("opportunity"),
      contracts: count("contract"),
      activities: count("activity"),
    },
    content: {
      documents: count("document"),
      tasks: count("task"),
      projects: count("project"),
      invoices: count("invoice"),
    },
  };
}

function diskOf(checks: readonly Checked[]) {
  const facts = checks.find(({ name }) => name === "disk")?.facts;
  const bytes = (member: string) => (typeof facts?.[member] === "number" ? facts[member] : null);
  return { diskFreeBytes: bytes("freeBytes"), diskSizeBytes: bytes("sizeBytes") };
}

/** Of the process that answers. */
function systemOf({ settings, db }: Services, checks: readonly Checked[], postgres: string) {
  return {
    version: settings.version,
    node: process.versions.node,
    postgres,
    uptimeSeconds: Math.round(process.uptime()),
    residentBytes: process.memoryUsage.rss(),
    pool: db.connections(),
    checks: Object.fromEntries(
      checks.map(({ name, status, responseTime, checkedAt }) => [name, { status, responseTime, checkedAt }]),
    ),
  };
}

/** Whether an open alert says that the installation is not well, and nobody has heard enough of it. */
export function lowersHealth({ rule, silencedUntil }: Pick<Alert, "rule" | "silencedUntil">, now: Date): boolean {
  const isSilenced = silencedUntil !== null && Date.parse(silencedUntil) > now.getTime();
  return !isSilenced && rules.find(({ name }) => name === rule)?.ofBusiness !== true;
}
