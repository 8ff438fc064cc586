import { z } from "zod";
import { exportAnswer, exportFields } from "../../exports/answer.ts";
import { exportFormats } from "../audit-export.ts";
import type { StoredExport } from "./stored-export.ts";

/** An export as callers see it. */
export const ExportAnswer = z.object({
  ...exportFields,
  format: z.enum(exportFormats),
  filter: z.record(z.string(), z.string()),
  events: z.int().describe("So far"),
  totalEvents: z.int().nullable().describe("Null until they are counted, and where counting takes too long"),
  checkpointSize: z.int().nullable().describe("How many events the log had that the file is of"),
  expiresAt: z.iso.datetime().describe("When the file and its link go"),
  link: z.object({ createdAt: z.iso.datetime(), downloads: z.int() }).nullable(),
});

export function answerOf(stored: StoredExport): z.input<typeof ExportAnswer> {
  const { format, filter, events, totalEvents, checkpointSize, linkCreatedAt, linkDownloads } = stored;
  return {
    ...exportAnswer(stored),
    format,
    events,
    totalEvents,
    checkpointSize,
    filter: filter as Record<string, string>,
    link: linkCreatedAt === null ? null : { createdAt: linkCreatedAt, downloads: linkDownloads },
  };
}
