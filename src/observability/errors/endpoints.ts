import { z } from "zod";
import { operatorOf } from "../../access/caller.ts";
import { openEndpoint } from "../../api/endpoint.ts";
import { invalidField, notFound } from "../../problems.ts";
import { acrossOrganizations } from "../../tenancy/across-organizations.ts";
import { listErrors, readError, resolveError } from "./recorded.ts";

const time = z.iso.datetime();
const Fault = {
  name: z.string().nullable().describe("The error's class"),
  code: z.string().nullable().describe("SQLSTATE, `ECONNREFUSED`, `ERR_…`"),
  summary: z.string().nullable().describe("What of it holds no value: the engine's sentence, tables and constraints"),
  frames: z.array(z.string()).describe("Where in our code, the innermost first"),
};
const Recorded = z.object({
  fingerprint: z.string(),
  about: z.string().describe("What was going on"),
  ...Fault,
  causes: z.array(z.object(Fault)),
  routes: z.array(z.string()).describe("Routes, and kinds of jobs as `job import`"),
  count: z.int(),
  firstSeen: time,
  lastSeen: time,
  lastRequestId: z.uuid().nullable(),
  resolvedAt: time.nullable(),
  reopenedAt: time.nullable().describe("When it came again after it was resolved"),
});
const Details = Recorded.extend({
  hours: z.array(z.object({ hour: time, count: z.int() })).describe("How often, by hour, for two weeks"),
  requests: z.array(z.object({ id: z.uuid(), route: z.string().nullable(), at: time })).describe("The last 200"),
});
const Params = z.object({ fingerprint: z.string().regex(/^[0-9a-f]{32}$/, "is no fingerprint") });
const Query = z.strictObject({
  route: z.string().max(300).optional().describe("`GET /api/accounts/{id}`, `job import`"),
  resolved: z.enum(["true", "false"]).optional(),
  requestId: z.uuid().optional().describe("Those that were met in this request"),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
});

const ofOperators = { resource: "recorded_error", may: "operator", limit: "standard" } as const;

export const recordedErrorEndpoints = [
  openEndpoint({
    ...ofOperators,
    route: "GET /api/admin/errors",
    summary: "What failed in this installation, the same faults together, the last seen first",
    audit: "VIEW",
    input: { query: Query },
    output: { status: 200, body: z.object({ errors: z.array(Recorded), nextCursor: z.string().nullable() }) },
    handle: async ({ query: { resolved, limit, cursor, ...filter } }, context, { db }) => {
      const after = cursor === undefined ? undefined : readCursor(cursor);
      return acrossOrganizations(
        db,
        operatorOf(context.caller),
        context.origin,
        "Look at recorded errors",
        async (work) => {
          work.record({ action: "VIEW", resource: "recorded_error" });
          const isResolved = resolved === undefined ? undefined : resolved === "true";
          const found = await listErrors(work.sql, { ...filter, resolved: isResolved, after }, limit + 1);
          const errors = found.slice(0, limit);
          return { errors, nextCursor: found.length > limit ? writeCursor(errors.at(-1)!) : null };
        },
      );
    },
  }),
  openEndpoint({
    ...ofOperators,
    route: "GET /api/admin/errors/{fingerprint}",
    summary: "A fault, with how often it was met by hour, and in which requests",
    audit: "VIEW",
    input: { params: Params },
    output: { status: 200, body: Details },
    handle: async ({ params: { fingerprint } }, context, { db }) =>
      acrossOrganizations(db, operatorOf(context.caller), context.origin, "Look at a recorded error", async (work) => {
        work.record({ action: "VIEW", resource: "recorded_error", resourceId: fingerprint });
        const found = await readError(work.sql, fingerprint);
        if (!found) throw notFound("error");
        return found;
      }),
  }),
  openEndpoint({
    ...ofOperators,
    route: "PATCH /api/admin/errors/{fingerprint}",
    summary: "Say that a fault is mended, or is not; one that comes again is open again by itself",
    audit: "UPDATE",
    input: { params: Params, body: z.strictObject({ resolved: z.boolean() }) },
    output: { status: 200, body: Recorded },
    handle: async ({ params: { fingerprint }, body: { resolved } }, context, { db, clock }) =>
      acrossOrganizations(db, operatorOf(context.caller), context.origin, "Resolve a recorded error", async (work) => {
        const found = await resolveError(work.sql, fingerprint, resolved ? clock.now() : null);
        if (!found) throw notFound("error");
        const changes = { resolved: { from: !resolved, to: resolved } };
        work.record({ action: "UPDATE", resource: "recorded_error", resourceId: fingerprint, changes });
        return found;
      }),
  }),
];

/** Where a page ended. */
function writeCursor({ lastSeen, fingerprint }: { lastSeen: string; fingerprint: string }): string {
  return Buffer.from(`${lastSeen} ${fingerprint}`).toString("base64url");
}

function readCursor(text: string): { lastSeen: string; fingerprint: string } {
  const [lastSeen = "", fingerprint = ""] = Buffer.from(text, "base64url").toString().split(" ");
  const isOurs = time.safeParse(lastSeen).success && /^[0-9a-f]{32}$/.test(fingerprint);
  if (!isOurs) throw invalidField("cursor", "is none of this list's");
  return { lastSeen, fingerprint };
}
