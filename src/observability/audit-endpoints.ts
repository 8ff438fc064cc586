import { z } from "zod";
import { endpoint, openEndpoint } from "../api/endpoint.ts";
import type { Actor, Origin } from "../access/caller.ts";
import { Reply } from "../api/reply.ts";
import type { Services } from "../api/services.ts";
import type { Work } from "../audit/work.ts";
import { reserveStream } from "../tenancy/stream-rows.ts";
import { lookInLog } from "./look-in-log.ts";
import { exportLog, namesUsed } from "./audit-export.ts";
import { namesIn } from "../crm/readable-changes.ts";
import type { LogFilter } from "../audit/filter-sql.ts";
import { countLog, logStatistics } from "../audit/log-counts.ts";
import { pageBehind, queryLog } from "../audit/query.ts";
import type { LogEntry } from "../audit/query.ts";
import { isId } from "../identifier.ts";
import { followingAnswer, following, followLog, presented, refuseContradictions } from "./follow-log.ts";
import { endDate, logFilter, when } from "./log-filter.ts";
import { noteVerifying, purpose, refuseOtherPurposes } from "./verify-purpose.ts";
import { LiveQuery, watchLog } from "./watch-log.ts";

const LogQuery = z
  .strictObject({
    page: z.coerce.number().int().min(1).max(100_000).optional().describe("Counts exactly; the cursor is cheaper"),
    limit: z.coerce.number().int().min(1).max(100).default(50),
    cursor: z.string().refine(isId, "is none of this log's").optional(),
    ...logFilter,
    ...following,
    export: z
      .enum(["csv", "json", "jsonl"])
      .optional()
      .describe("Everything that matches, as a file that carries the proofs; jsonl without a filter is the whole log"),
    purpose,
  })
  .check(refuseContradictions, refuseOtherPurposes);

const Entry = z.looseObject({
  id: z.string(),
  action: z.string(),
  resource: z.string(),
  createdAt: z.string(),
}) as unknown as z.ZodType<LogEntry & { device: string }>;
export const LogPage = z.object({
  logs: z.array(Entry),
  pagination: z.object({
    page: z.int().optional(),
    limit: z.int(),
    totalCount: z.int().optional(),
    totalPages: z.int().optional(),
    hasNext: z.boolean(),
    hasPrev: z.boolean(),
  }),
  nextCursor: z.string().nullable(),
  filters: z.record(z.string(), z.unknown()),
  names: z.record(z.string(), z.string()).describe("What the ids in changes name today"),
  ...followingAnswer,
});

type Query = Pick<z.output<typeof LogQuery>, "limit"> & Partial<z.output<typeof LogQuery>>;

/** A page of the log of the actor's organization. */
export async function pageOfLog(
  { page, limit, cursor, export: _, purpose: __, afterSequence: ___, format, ...filter }: Query,
  actor: Actor,
  origin: Origin,
  { db }: Pick<Services, "db">,
) {
  const [found, totalCount, names] = await lookInLog(db, actor, origin, "read-only", async (work) => {
    const [behind, count] = await Promise.all([
      cursor !== undefined || page === undefined
        ? pageBehind(work.sql, work.organizationId, filter as LogFilter, cursor, limit)
        : numbered(work, filter as LogFilter, page, limit),
      cursor === undefined
        ? countLog(work.sql, work.organizationId, filter as LogFilter, page === undefined ? fewBlocks : undefined)
        : null,
    ]);
    return [behind, count, format === "ocsf" ? undefined : await namesIn(work, behind.entries)] as const;
  });
  const { entries, nextCursor } = found;
  const counted = totalCount === null ? {} : { page: page ?? 1, totalCount, totalPages: Math.ceil(totalCount / limit) };
  return {
    ...presented(entries, format, actor.organizationId),
    pagination: { ...counted, limit, hasNext: nextCursor !== null, hasPrev: cursor !== undefined || (page ?? 1) > 1 },
    nextCursor,
    filters: filter,
    ...(names && { names }),
  };
}

/** Who did not ask for a number of pages does not wait for one that takes looking at more than this. */
const fewBlocks = 2_000;

async function numbered(work: Work, filter: LogFilter, page: number, limit: number) {
  const found = await queryLog(work.sql, work.organizationId, filter, { offset: (page - 1) * limit }, limit + 1);
  const entries = found.slice(0, limit);
  return { entries, nextCursor: found.length > limit ? entries.at(-1)!.id : null };
}

const LiveAnswer = LogPage.pick({ logs: true, names: true }).extend({
  nextSequence: z.int().describe("The first place that was not looked at"),
  size: z.int().describe("How many events are sealed"),
});

const StatisticsInput = z.strictObject({ startDate: when, endDate });
const Statistics = z.object({
  totalLogs: z.int(),
  actionCounts: z.array(z.object({ action: z.string(), count: z.int() })),
  classCounts: z.array(z.object({ class: z.string(), count: z.int() })),
  resourceCounts: z.array(z.object({ resource: z.string(), count: z.int() })),
  outcomeCounts: z.array(z.object({ outcome: z.string(), count: z.int() })),
  topUsers: z.array(
    z.object({
      user: z.object({ id: z.string(), name: z.string().nullable(), email: z.string().nullable() }),
      count: z.int(),
    }),
  ),
  dayCounts: z.array(z.object({ day: z.string(), count: z.int() })),
});

export const auditEndpoints = [
  openEndpoint({
    route: "GET /api/organization/audit-logs",
    summary: "The audit log, newest first: a page, or everything that matches as a file",
    resource: "audit_log",
    may: "audit.read",
    limit: "standard",
    audit: ["VIEW audit_log", "EXPORT audit_log", "VERIFY audit_log"],
    input: { query: LogQuery },
    output: { status: 200, body: LogPage },
    handle: async ({ query }, context, services) => {
      const { page: _, limit, cursor: __, export: file, purpose: why, format, afterSequence, ...filter } = query;
      if (afterSequence !== undefined)
        return Reply.json(await followLog({ afterSequence, limit, format, filter }, context, services));
      if (file === undefined) return Reply.json(await pageOfLog(query, context.actor(), context.origin, services));
      await reserveStream(services.db, context.actor().organizationId);
      const written = format === "ocsf" ? "ocsf" : file;
      if (why === "verify") await noteVerifying(context, services.db);
      else
        context.note({
          action: "EXPORT",
          resource: "audit_log",
          details: { format: written, filter: namesUsed(filter) },
        });
      return Reply.stream(...exportLog(written, filter, context, services));
    },
  }),
  endpoint({
    route: "GET /api/organization/audit-logs/live",
    summary: "What was sealed behind a place, for a page that is open and asks every second",
    resource: "audit_log",
    may: "audit.read",
    limit: "standard",
    audit: "VIEW",
    input: { query: LiveQuery },
    output: { status: 200, body: LiveAnswer },
    handle: ({ query }, work) => watchLog(query, work),
  }),
  openEndpoint({
    route: "POST /api/organization/audit-logs",
    whileDeleting: true,
    summary: "Counts of events by action, class, resource, outcome, user and day",
    resource: "audit_log",
    may: "audit.read",
    limit: "standard",
    audit: "VIEW",
    input: { body: StatisticsInput },
    output: { status: 200, body: Statistics },
    handle: ({ body }, { actor, origin }, { db }) =>
      lookInLog(db, actor(), origin, "audited", async (work) => {
        work.record({ action: "VIEW", resource: "audit_log", details: { statistics: true } });
        return logStatistics(work.sql, work.organizationId, body);
      }),
  }),
];
