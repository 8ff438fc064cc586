import { z } from "zod";
import { Reply } from "../api/reply.ts";
import { whereSql } from "../audit/filter-sql.ts";
import { eventsInOrder, sealedSize } from "../audit/in-order.ts";
import type { Work } from "../audit/work.ts";
import { namesIn } from "../crm/readable-changes.ts";
import { presented } from "./follow-log.ts";
import { logFilter } from "./log-filter.ts";

export const LiveQuery = z.strictObject({
  afterSequence: z.coerce
    .number()
    .int()
    .min(-1)
    .max(Number.MAX_SAFE_INTEGER)
    .optional()
    .describe("Without it, only where the log ends now"),
  limit: z.coerce.number().int().min(1).max(100).default(100),
  ...logFilter,
});

/**
 * Each answer that tells of events is a read like any other. So that two who watch do not keep each other busy with
 * their own reads, those of the log are not told of here, and an answer without events is no event.
 */
export async function watchLog({ afterSequence, limit, ...filter }: z.output<typeof LiveQuery>, work: Work) {
  const { sql, organizationId } = work;
  if (afterSequence === undefined) {
    const size = await sealedSize(sql, organizationId);
    return Reply.nothingNew({ logs: [], names: {}, nextSequence: size, size });
  }
  const where = (parameters: unknown[]) =>
    `${whereSql(filter, parameters)} and (e.action <> 'VIEW' or e.resource <> 'audit_log')`;
  const range = { from: afterSequence + 1 };
  const { events, nextSequence, size } = await eventsInOrder(sql, organizationId, where, range, limit);
  if (events.length === 0) return Reply.nothingNew({ logs: [], names: {}, nextSequence, size });
  return Reply.json({
    ...presented(events, undefined, organizationId),
    names: await namesIn(work, events),
    nextSequence,
    size,
  });
}
