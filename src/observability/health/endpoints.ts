import { z } from "zod";
import { isOperator } from "../../access/caller.ts";
import { NoInput, openEndpoint, unaudited } from "../../api/endpoint.ts";
import { Reply } from "../../api/reply.ts";
import type { Services } from "../../api/services.ts";
import { hasBearer } from "../../api/bearer.ts";
import { Details, detailsOf, History } from "./details.ts";
import { HealthReport, healthReport, StandardReport, standardReport } from "./report.ts";

const Readiness = z.object({ status: z.enum(["ok", "draining", "unavailable"]) });

const open = {
  resource: "health",
  may: "anyone",
  limit: "free",
  audit: unaudited("tells of the installation, not of anybody"),
  unidentified: () => true,
  input: NoInput,
} as const;

const Detailed = HealthReport.extend({
  history: History.nullable().describe("Response times in milliseconds; null while the database does not answer"),
  ...Details.partial().shape,
});
const standardType = "application/health+json";

async function currentReport({ health, clock }: Services): Promise<z.infer<typeof HealthReport>> {
  return healthReport(await health.read(), clock.now(), process.uptime());
}

export const healthEndpoints = [
  openEndpoint({
    ...open,
    route: "GET /api/health",
    summary: "Whether the product works",
    output: { status: 200, body: z.union([HealthReport, StandardReport]), also: { 503: HealthReport } },
    handle: async ({ headers }, _, services) => {
      const report = await currentReport(services);
      const status = report.status === "unhealthy" ? 503 : 200;
      const isStandard = (headers.get("accept") ?? "").toLowerCase().includes(standardType);
      const vary = { Vary: "Accept" };
      if (!isStandard) return Reply.json(report, { status, headers: vary });
      return Reply.json(standardReport(report), { status, headers: { ...vary, "Content-Type": standardType } });
    },
  }),
  openEndpoint({
    ...open,
    route: "POST /api/health",
    summary: "Health with its history of a day; for operators, and with HEALTH_TOKEN, versions and statistics",
    // Who sends the token, or nothing at all, is answered without the database.
    unidentified: ({ headers }, { settings }) =>
      hasBearer(headers, settings.healthToken) || (!headers.has("cookie") && !headers.has("authorization")),
    output: { status: 200, body: Detailed, also: { 503: Detailed } },
    handle: async ({ headers }, { caller, origin }, services) => {
      const { health, healthHistory, clock, settings } = services;
      const [checks, history] = await Promise.all([health.read(), healthHistory.read()]);
      const report = healthReport(checks, clock.now(), process.uptime());
      const isTrusted = hasBearer(headers, settings.healthToken) || isOperator(caller, origin.ip);
      const body = {
        ...report,
        history: history && Object.fromEntries(history.map(({ name, ...one }) => [name, one])),
        ...(isTrusted && (await detailsOf(services, checks))),
      };
      return Reply.json(body, { status: report.status === "unhealthy" ? 503 : 200 });
    },
  }),
  openEndpoint({
    ...open,
    route: "GET /api/livez",
    summary: "Whether the process answers at all",
    output: { status: 200, body: z.object({ status: z.literal("ok") }) },
    handle: async () => ({ status: "ok" as const }),
  }),
  openEndpoint({
    ...open,
    route: "GET /api/readyz",
    summary: "Whether requests are to be sent here: not to a process that is about to end, or cannot read the database",
    output: { status: 200, body: Readiness, also: { 503: Readiness } },
    handle: async (_, __, { health, isDraining }) => {
      if (isDraining()) return Reply.json({ status: "draining" }, { status: 503 });
      const { facts } = await health.readOne("database");
      return facts?.read === "up" ? { status: "ok" as const } : Reply.json({ status: "unavailable" }, { status: 503 });
    },
  }),
];
