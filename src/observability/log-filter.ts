import { z } from "zod";
import { actions, outcomes } from "../audit/event.ts";
import { storableText } from "../records/kinds/text.ts";

export const when = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], "must be a date or a time as in RFC 3339")
  .optional();
/** A day includes its end. */
export const endDate = when.transform((end) => (end && /^\d{4}-\d\d-\d\d$/.test(end) ? `${end}T23:59:59.999Z` : end));
const Address = z
  .union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], "must be an address or a network such as 10.0.0.0/8")
  .optional();

/** What the log may be asked for, whether as a page, a file or an export: members of a query. */
export const logFilter = {
  id: z.guid().optional().describe("One event"),
  action: z.enum(actions).optional(),
  resource: storableText(100).optional(),
  resourceId: storableText(200).optional(),
  userId: z.guid().optional(),
  outcome: z.enum(outcomes).optional(),
  ip: Address,
  startDate: when,
  endDate,
  excludeReads: z.enum(["0", "1"]).optional().describe("1 leaves out what was only looked at"),
  search: storableText(200).optional().describe("In the names of resources and in what changed"),
} as const;
