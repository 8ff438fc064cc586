import { z } from "zod";
import { endpoint } from "../api/endpoint.ts";
import { actions, outcomes } from "../audit/event.ts";
import { countLog, queryLog } from "../audit/query.ts";
import type { LogEntry, LogFilter } from "../audit/query.ts";
import { isId } from "../identifier.ts";
import { storableText } from "../records/kinds/text.ts";

const when = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], "must be a date or a time as in RFC 3339")
  .optional();
const Address = z
  .union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], "must be an address or a network such as 10.0.0.0/8")
  .optional();

const LogQuery = z.strictObject({
  page: z.coerce.number().int().min(1).max(100_000).optional().describe("Counts exactly; the cursor is cheaper"),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().refine(isId, "is none of this log's").optional(),
  action: z.enum(actions).optional(),
  resource: storableText(100).optional(),
  resourceId: storableText(200).optional(),
  userId: z.guid().optional(),
  outcome: z.enum(outcomes).optional(),
  ip: Address,
  startDate: when,
  endDate: when.transform((end) => (end && /^\d{4}-\d\d-\d\d$/.test(end) ? `${end}T23:59:59.999Z` : end)),
  search: storableText(200).optional().describe("In the names of resources and in what changed"),
});

const Entry = z.looseObject({
  id: z.string(),
  action: z.string(),
  resource: z.string(),
  createdAt: z.string(),
}) as unknown as z.ZodType<LogEntry>;
const LogPage = z.object({
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
});

export const auditEndpoints = [
  endpoint({
    route: "GET /api/organization/audit-logs",
    summary: "The audit log, newest first",
    resource: "audit_log",
    may: "audit.read",
    limit: "standard",
    audit: "VIEW",
    input: { query: LogQuery },
    output: { status: 200, body: LogPage },
    handle: async ({ query: { page, limit, cursor, ...filter } }, work) => {
      const position = cursor === undefined ? { offset: ((page ?? 1) - 1) * limit } : { after: cursor };
      const counting = cursor === undefined ? countLog(work.sql, work.organizationId, filter) : undefined;
      const found = await queryLog(work.sql, work.organizationId, filter, position, limit + 1);
      const logs = found.slice(0, limit);
      const hasNext = found.length > limit;
      const totalCount = await counting;
      const counted =
        totalCount === undefined ? {} : { page: page ?? 1, totalCount, totalPages: Math.ceil(totalCount / limit) };
      return {
        logs,
        pagination: { ...counted, limit, hasNext, hasPrev: cursor !== undefined || (page ?? 1) > 1 },
        nextCursor: hasNext ? logs.at(-1)!.id : null,
        filters: filter,
      };
    },
  }),
];
