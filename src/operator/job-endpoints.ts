import { z } from "zod";
import { operatorOf } from "../access/caller.ts";
import { NoContent, NoInput, openEndpoint } from "../api/endpoint.ts";
import type { Services } from "../api/services.ts";
import { notFound } from "../problems.ts";
import { readQueues } from "../telemetry/queues.ts";
import { acrossOrganizations } from "../tenancy/across-organizations.ts";

const Queue = z.object({
  kind: z.string(),
  waiting: z.int(),
  active: z.int(),
  failed: z.int().describe("Given up after the last try, as long as they are kept"),
  oldestSeconds: z.number().describe("For how long the oldest of those that wait has been due"),
});
const Failed = z.object({
  id: z.string(),
  kind: z.string(),
  organizationId: z.string().nullable(),
  error: z.string().describe("The error's class; its text may tell of people"),
  tries: z.int(),
  failedAt: z.iso.datetime(),
});
const shared = { resource: "job", may: "operator", limit: "standard" } as const;
const params = z.object({ kind: z.string().max(100), id: z.uuid() });

const counted = (sql: Parameters<typeof readQueues>[0]) =>
  readQueues(sql).then((queues) =>
    queues.map(({ kind, oldestSeconds, ...counts }) => ({
      kind,
      oldestSeconds,
      waiting: Number(counts.waiting),
      active: Number(counts.active),
      failed: Number(counts.failed),
    })),
  );

export const jobEndpoints = [
  openEndpoint({
    ...shared,
    route: "GET /api/admin/jobs",
    summary: "Kinds of jobs with what waits, runs and has failed, and the failed ones, the last first",
    audit: "VIEW",
    input: NoInput,
    output: { status: 200, body: z.object({ queues: z.array(Queue), failed: z.array(Failed) }) },
    handle: async (_, { caller, origin }, { db, jobs }) =>
      acrossOrganizations(db, operatorOf(caller), origin, "Look at jobs", async ({ sql, record }) => {
        record({ action: "VIEW", resource: "job" });
        return { queues: await counted(sql), failed: await jobs.failed(100) };
      }),
  }),
  openEndpoint({
    ...shared,
    route: "POST /api/admin/jobs/{kind}/{id}/retry",
    summary: "Try a failed job once more",
    audit: "UPDATE",
    input: { params },
    output: NoContent,
    handle: async ({ params: { kind, id } }, { caller, origin }, services) =>
      acrossOrganizations(services.db, operatorOf(caller), origin, "Retry a job", async ({ record }) => {
        record({ action: "UPDATE", resource: "job", resourceId: id, details: { kind, retried: true } });
        await done(services.jobs.retry(kind, id));
      }),
  }),
  openEndpoint({
    ...shared,
    route: "DELETE /api/admin/jobs/{kind}/{id}",
    summary: "Remove a job that waits or has failed; one that runs ends as it would",
    audit: "DELETE",
    input: { params },
    output: NoContent,
    handle: async ({ params: { kind, id } }, { caller, origin }, services) =>
      acrossOrganizations(services.db, operatorOf(caller), origin, "Cancel a job", async ({ record }) => {
        record({ action: "DELETE", resource: "job", resourceId: id, details: { kind } });
        await done(services.jobs.cancel(kind, id));
      }),
  }),
];

/** Whether there was such a job is told by how many were touched. */
async function done(touched: ReturnType<Services["jobs"]["retry"]>): Promise<void> {
  if (!(await touched)) throw notFound("job that this can be done to");
}
