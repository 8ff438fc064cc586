import { z } from "zod";
import type { Context } from "../api/endpoint.ts";
import type { Services } from "../api/services.ts";
import { whereSql } from "../audit/filter-sql.ts";
import type { LogFilter } from "../audit/filter-sql.ts";
import { eventsInOrder } from "../audit/in-order.ts";
import { ocsfOf, ocsfVersion } from "../audit/ocsf.ts";
import type { LogEntry } from "../audit/query.ts";
import { namesIn } from "../crm/readable-changes.ts";
import { deviceOf } from "../identity/device.ts";
import { lookInLog } from "./look-in-log.ts";

export const eventFormats = ["native", "ocsf"] as const;
export type EventFormat = (typeof eventFormats)[number];

/** What programs ask for that follow the log. */
export const following = {
  format: z
    .enum(eventFormats)
    .optional()
    .describe(`ocsf: a page has \`events\` of OCSF ${ocsfVersion} in place of \`logs\`, a line of export=jsonl is one`),
  afterSequence: z.coerce
    .number()
    .int()
    .min(-1)
    .max(Number.MAX_SAFE_INTEGER)
    .optional()
    .describe("Sealed events behind this place, oldest first, for programs that follow the log; -1 begins"),
} as const;

interface Query {
  page?: unknown;
  cursor?: unknown;
  export?: string | undefined;
  format?: EventFormat | undefined;
  afterSequence?: number | undefined;
}

/** Refuses what says nothing together, by the member's name. */
export function refuseContradictions({ value, issues }: z.core.ParsePayload<Query>): void {
  const refuse = (field: keyof Query, message: string) =>
    issues.push({ code: "custom", path: [field], message, input: value[field] });
  if (value.afterSequence !== undefined)
    for (const field of ["page", "cursor", "export"] as const)
      if (value[field] !== undefined) refuse(field, "cannot be combined with afterSequence");
  if (value.format === "ocsf" && value.export !== undefined && value.export !== "jsonl")
    refuse("format", "ocsf can be exported as jsonl only");
}

/** What a page has in place of logs, or in place of pagination. */
export const followingAnswer = {
  events: z.array(z.looseObject({})).optional().describe("With format=ocsf, in place of logs and names"),
  afterSequence: z.int().optional().describe("With afterSequence: what to ask for next"),
  nextSequence: z.int().optional().describe("With afterSequence: the first place that was not looked at"),
  size: z.int().optional().describe("With afterSequence: how many events are sealed"),
  gap: z
    .object({ firstSequence: z.int(), lastSequence: z.int(), events: z.int() })
    .nullish()
    .describe("With afterSequence: events in between that retention has removed"),
} as const;

/** Entries as callers get them. */
export function presented(entries: readonly LogEntry[], format: EventFormat | undefined, organizationId: string) {
  return format === "ocsf"
    ? { events: entries.map((entry) => ocsfOf(entry, organizationId)) }
    : { logs: entries.map((entry) => ({ ...entry, device: deviceOf(entry.userAgent) })) };
}

/** Sealed events behind a place, oldest first. */
export async function followLog(
  asked: { afterSequence: number; limit: number; format?: EventFormat | undefined; filter: LogFilter },
  { actor, origin }: Context,
  { db }: Services,
) {
  const { afterSequence, limit, format, filter } = asked;
  const found = await lookInLog(db, actor(), origin, "read-only", async (work) => {
    const where = (parameters: unknown[]) => whereSql(filter, parameters);
    const piece = await eventsInOrder(work.sql, work.organizationId, where, { from: afterSequence + 1 }, limit);
    return { ...piece, ...(format !== "ocsf" && { names: await namesIn(work, piece.events) }) };
  });
  const { events, nextSequence, ...rest } = found;
  return {
    ...presented(events, format, actor().organizationId),
    afterSequence: nextSequence - 1,
    nextSequence,
    filters: filter,
    ...rest,
  };
}
