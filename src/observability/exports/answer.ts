import { z } from "zod";
import { exportFormats } from "../audit-export.ts";
import { exportStatuses } from "../../exports/attempts.ts";
import type { StoredExport } from "./stored-export.ts";

/** An export as callers see it. */
export const ExportAnswer = z.object({
  id: z.string(),
  status: z.enum(exportStatuses),
  format: z.enum(exportFormats),
  filter: z.record(z.string(), z.string()),
  events: z.int().describe("So far"),
  totalEvents: z.int().nullable().describe("Null until they are counted, and where counting takes too long"),
  restarts: z.int().describe("How often the file was begun anew, after a failure or an interruption"),
  size: z.int().nullable().describe("Bytes"),
  sha256: z.string().nullable().describe("Of the file, hexadecimal"),
  checkpointSize: z.int().nullable().describe("How many events the log had that the file is of"),
  createdAt: z.iso.datetime(),
  completedAt: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime().describe("When the file and its link go"),
  requestedBy: z.object({ id: z.string(), name: z.string() }).nullable(),
  failure: z.string().nullable().describe("What went wrong, in words"),
  link: z.object({ createdAt: z.iso.datetime(), downloads: z.int() }).nullable(),
});

export function answerOf(stored: StoredExport): z.input<typeof ExportAnswer> {
  const { attempt, requestedBy, requestedByName, linkCreatedAt, linkDownloads } = stored;
  const { checkpoint: _, storageKey: __, filter, ...shown } = stored;
  return {
    ...shown,
    filter: filter as Record<string, string>,
    restarts: Math.max(attempt - 1, 0),
    requestedBy: requestedBy === null ? null : { id: requestedBy, name: requestedByName ?? "" },
    link: linkCreatedAt === null ? null : { createdAt: linkCreatedAt, downloads: linkDownloads },
  };
}
