import { z } from "zod";
import { checkStatuses } from "../../telemetry/health/check.ts";
import { healthStatuses } from "../../telemetry/health/verdict.ts";
import { severities } from "../alerts/rule.ts";
import { componentNames } from "./health-components.ts";

const Moment = z.iso.datetime();
const Day = z.iso.date();
const Bytes = z.number();
const ComponentName = z.enum(componentNames as [(typeof componentNames)[number], ...typeof componentNames]);

const Component = z.object({
  name: ComponentName,
  label: z.string(),
  unit: z.enum(["status", "milliseconds", "seconds", "percent", "days", "count"]),
  value: z.number().nullable().describe("Null where it did not answer at all"),
  well: z.number().describe("All points from here on"),
  bad: z.number().describe("None from here on"),
  points: z.number(),
  most: z.number(),
  atMost: z.number().describe("With none of its points, the whole is no more than this"),
  gain: z.int().describe("By how much the whole would rise if it were well"),
  raise: z.string().nullable().describe("What would raise it"),
});

const counts = <const Names extends readonly string[]>(...names: Names) =>
  z.object(Object.fromEntries(names.map((name) => [name, z.int()])) as Record<Names[number], z.ZodInt>);

const Requests = {
  requests: z.int(),
  refused: z.int().describe("4xx"),
  errors: z.int().describe("5xx"),
  p50: z.number().nullable().describe("Milliseconds until the answer's head"),
  p95: z.number().nullable(),
};

/** What `GET /api/admin/dashboard` tells. */
export const DashboardAnswer = z.object({
  timestamp: Moment.describe("When it was computed: a few seconds ago at most"),
  healthScore: z.int().min(0).max(100).describe("docs/DASHBOARD.md"),
  health: z.object({
    status: z.enum(healthStatuses),
    score: z.int(),
    heldBy: ComponentName.nullable().describe("The component that keeps it below the sum of the points"),
    components: z.array(Component),
    notCounted: z.array(ComponentName).describe("Not set up, or nothing to judge by"),
  }),
  statistics: z.object({
    organizations: counts("total", "active", "suspended", "deleting", "new30Days").extend({
      byPlan: z.record(z.string(), z.int()),
    }),
    users: counts("total", "memberships", "new30Days", "activeToday", "activeThisWeek"),
    crm: counts("accounts", "contacts", "leads", "opportunities", "contracts", "activities"),
    content: counts("documents", "tasks", "projects", "invoices"),
    subscriptions: z.object({
      status: z.enum(["configured", "not_configured"]).describe("Whether there is a payment provider"),
      byStatus: z.record(z.string(), z.int()).describe("By the provider's word, those that have not ended"),
      monthlyRevenue: z
        .array(z.object({ currency: z.string(), amount: z.number() }))
        .describe("In the currency's smallest unit; a minute old at most"),
    }),
    storage: z.object({
      bytes: Bytes.describe("Of documents' files"),
      databaseBytes: Bytes.describe("As of `rollups.addedUpAt`"),
      diskFreeBytes: Bytes.nullable(),
      diskSizeBytes: Bytes.nullable(),
      largest: z
        .array(z.object({ id: z.string(), name: z.string(), bytes: Bytes }))
        .describe("Organizations, as of `rollups.addedUpAt`"),
    }),
  }),
  series: z
    .object({
      growth: z.array(
        z.object({
          day: Day,
          organizations: z.int().describe("At the day's end, or now"),
          users: z.int(),
          records: z.int(),
          storageBytes: Bytes,
          newOrganizations: z.int(),
          newUsers: z.int(),
          newRecords: z.int(),
        }),
      ),
      activeDays: z.array(z.object({ day: Day, users: z.int() })),
      activeWeeks: z.array(z.object({ week: Day.describe("Its Monday"), users: z.int() })),
      requests: z.array(z.object({ hour: Moment, ...Requests })),
    })
    .describe("Days, weeks and hours of UTC, the oldest first, none left out"),
  recentRequests: z.object({ minutes: z.int(), ...Requests }),
  jobs: z.array(
    z.object({
      kind: z.string(),
      waiting: z.int(),
      active: z.int(),
      failed: z.int(),
      oldestSeconds: z.number().describe("For how long the oldest has been due"),
    }),
  ),
  openAlerts: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      severity: z.enum(severities),
      raisedAt: Moment,
      detail: z.string().nullable(),
      silencedUntil: Moment.nullable(),
    }),
  ),
  recentActivity: z
    .array(
      z.object({
        at: Moment,
        organization: z.object({ id: z.string(), name: z.string() }),
        action: z.string(),
        resource: z.string(),
      }),
    )
    .describe("What was done last, neither to what nor by whom"),
  recentErrors: z.array(
    z.object({
      fingerprint: z.string(),
      about: z.string(),
      name: z.string().nullable(),
      code: z.string().nullable(),
      routes: z.array(z.string()),
      count: z.int(),
      lastSeen: Moment,
    }),
  ),
  system: z
    .object({
      version: z.string(),
      node: z.string(),
      postgres: z.string(),
      uptimeSeconds: z.int(),
      residentBytes: Bytes,
      pool: z.object({ open: z.int(), idle: z.int(), waiting: z.int(), most: z.int() }),
      checks: z.record(
        z.string(),
        z.object({ status: z.enum(checkStatuses), responseTime: z.number().nullable(), checkedAt: Moment }),
      ),
    })
    .describe("Of the process that answers"),
  rollups: z.object({
    addedUpAt: Moment.describe("Counts are exact; what is as of the last adding up says so"),
    recountedAt: Moment,
  }),
});

export type Dashboard = z.infer<typeof DashboardAnswer>;
