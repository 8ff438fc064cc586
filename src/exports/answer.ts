import { z } from "zod";
import { exportStatuses } from "./attempts.ts";
import type { Stored } from "./stored.ts";

/** What callers see of every export. */
export const exportFields = {
  id: z.string(),
  status: z.enum(exportStatuses),
  restarts: z.int().describe("How often the file was begun anew, after a failure or an interruption"),
  size: z.int().nullable().describe("Bytes"),
  sha256: z.string().nullable().describe("Of the file, hexadecimal"),
  createdAt: z.iso.datetime(),
  completedAt: z.iso.datetime().nullable().describe("When the file was there, or it had failed"),
  expiresAt: z.iso.datetime().describe("When the file goes"),
  requestedBy: z.object({ id: z.string(), name: z.string() }).nullable(),
  failure: z.string().nullable().describe("What went wrong, in words"),
};

/** `attemptsBefore` were made before somebody had it tried again. */
export function exportAnswer(
  { id, status, attempt, size, sha256, createdAt, completedAt, expiresAt, failure, ...asked }: Stored,
  attemptsBefore = 0,
) {
  const { requestedBy, requestedByName } = asked;
  return {
    id,
    status,
    size,
    sha256,
    createdAt,
    completedAt,
    expiresAt,
    failure,
    restarts: Math.max(attempt - attemptsBefore - 1, 0),
    requestedBy: requestedBy === null ? null : { id: requestedBy, name: requestedByName ?? "" },
  };
}
