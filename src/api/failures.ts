import type { QuotaName } from "../access/plans.ts";
import { Problem } from "../problems.ts";
import { deletedSoon } from "./deleted-soon.ts";

/** PostgreSQL's refusals that are the caller's to mend or to try again, by SQLSTATE. */
const ofDatabase: Record<string, (detail: string) => Problem> = {
  "22021": () => new Problem("invalid-input", "A text contains a character that cannot be stored."),
  "22P05": () => new Problem("invalid-input", "A text contains a character that cannot be stored."),
  "22003": () => new Problem("invalid-input", "A number is out of range."),
  "22008": () => new Problem("invalid-input", "A date or time is out of range."),
  "22009": () => new Problem("invalid-input", "A date or time is out of range."),
  "40001": () => new Problem("conflict", "Somebody else changed the same thing at the same time. Try again."),
  "40P01": () => new Problem("conflict", "Somebody else changed the same thing at the same time. Try again."),
  HELD0: () => new Problem("held", "A legal hold keeps this until it is released."),
  RDONL: () => deletedSoon(),
  QUOTA: (detail) => quotaExceeded(JSON.parse(detail)),
  "57014": () => new Problem("unavailable", "This took too long and was stopped. Narrow the request."),
};

const away = /^(ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT|57P0[123]|53300|08...)$/;

/** What the caller sees of a failure; null where it is ours, to be logged and answered with a bare 500. */
export function problemOf(error: unknown): Problem | null {
  if (error instanceof Problem) return error;
  const { code = "", message = "", detail = "" } = error as { code?: string; message?: string; detail?: string };
  if (ofDatabase[code]) return ofDatabase[code](detail);
  if (
    away.test(code) ||
    /Connection terminated|is not queryable|timeout exceeded when trying to connect/.test(message)
  ) {
    return new Problem("unavailable", "The database cannot be reached. Try again in a moment.", {
      headers: { "Retry-After": "5" },
    });
  }
  return null;
}

interface Exceeded {
  quota: QuotaName;
  limit: number;
  used: number;
}

const allowed: Record<QuotaName, (limit: number) => string> = {
  members: (limit) =>
    `The plan allows ${limit} people, open invitations included. Remove somebody, or choose a larger plan.`,
  records: (limit) =>
    `The plan allows ${limit.toLocaleString("en")} records, those in the trash included. Empty the trash, or choose a larger plan.`,
  storageBytes: (limit) =>
    `The plan allows ${(limit / 2 ** 30).toLocaleString("en")} GB of documents. Remove some for good, or choose a larger plan.`,
};

/** What the plan allows no more of (`migrations/0026_plans.sql`). Members: `quota`, `limit` and `used`, in the quota's unit. */
function quotaExceeded(exceeded: Exceeded): Problem {
  return new Problem("quota-exceeded", allowed[exceeded.quota](exceeded.limit), { members: { ...exceeded } });
}
