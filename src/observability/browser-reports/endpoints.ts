import { z } from "zod";
import { operatorOf } from "../../access/caller.ts";
import { NoContent, NoInput, openEndpoint, unaudited } from "../../api/endpoint.ts";
import type { OpenBody } from "../../api/endpoint.ts";
import { takeFor } from "../../limits/subject.ts";
import { takeUpTo } from "../../limits/take-up-to.ts";
import { invalidField } from "../../problems.ts";
import { acrossOrganizations } from "../../tenancy/across-organizations.ts";
import { cleanReports, reportKinds } from "./clean-report.ts";
import { keepReports, readReports } from "./kept-reports.ts";

const Reports: OpenBody = {
  schema: z.union([
    z.array(z.looseObject({ type: z.string(), url: z.string(), body: z.looseObject({}) })),
    z.object({ "csp-report": z.looseObject({}) }),
  ]),
  media: ["application/reports+json", "application/csp-report"],
  read: "json",
  largestBytes: 64 * 1024,
};

const KeptReport = z.object({
  id: z.string(),
  kind: z.enum(reportKinds),
  page: z.string().describe("The path of the page; parts that may be secret or name somebody are `…`"),
  about: z.string().nullable().describe("The directive, feature or deprecation"),
  blocked: z.string().nullable(),
  source: z.string().nullable(),
  line: z.int().nullable(),
  column: z.int().nullable(),
  sample: z.string().nullable(),
  enforced: z.boolean().describe("Whether something was stopped, or only told of"),
  count: z.int(),
  firstSeen: z.iso.datetime(),
  lastSeen: z.iso.datetime(),
});

const ofOperators = { resource: "browser_report", may: "operator", limit: "standard", input: NoInput } as const;

export const browserReportEndpoints = [
  openEndpoint({
    route: "POST /api/reports",
    summary: "Takes what browsers report of our pages: what the Content-Security-Policy stopped, and the like",
    resource: "browser_report",
    may: "anyone",
    limit: "reports",
    audit: unaudited("tells of pages, not of anybody"),
    input: { body: Reports },
    output: NoContent,
    handle: async ({ body }, { caller, origin }, { db, clock, limiter, metrics, policies, settings }) => {
      const reports = cleanReports(body, settings.publicUrl);
      if (!reports) throw invalidField("csp-report", "must be an object, unless the body is a list of reports");
      metrics.reported(reports.length);
      const fresh = takeFor(policies["new-reports"], { caller, ip: origin.ip });
      await keepReports(db, reports, { at: clock.now(), admit: (wanted) => takeUpTo(limiter, fresh, wanted) });
    },
  }),
  openEndpoint({
    ...ofOperators,
    route: "GET /api/admin/reports",
    summary: "What browsers reported, equal reports together, the last first",
    audit: "VIEW",
    output: { status: 200, body: z.object({ reports: z.array(KeptReport) }) },
    handle: async (_, context, { db }) =>
      acrossOrganizations(db, operatorOf(context.caller), context.origin, "Look at browsers' reports", async (work) => {
        work.record({ action: "VIEW", resource: "browser_report" });
        return { reports: await readReports(work.sql) };
      }),
  }),
  openEndpoint({
    ...ofOperators,
    route: "DELETE /api/admin/reports",
    summary: "Removes all reports of browsers",
    audit: "DELETE",
    output: NoContent,
    handle: async (_, context, { db }) =>
      acrossOrganizations(db, operatorOf(context.caller), context.origin, "Clear browsers' reports", async (work) => {
        work.record({ action: "DELETE", resource: "browser_report" });
        await work.sql.query("delete from browser_report");
      }),
  }),
];
