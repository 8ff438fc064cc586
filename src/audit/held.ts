import { actorMay } from "../access/permissions.ts";
import { Problem } from "../problems.ts";
import type { Work } from "./work.ts";

/** SQLSTATE of the database's refusal to remove what a legal hold names; its detail has the names of the holds. */
const heldState = "HELD0";

/** The names of the holds that a refusal was for, whether it is the database's own or was explained; else undefined. */
export function heldBy(error: unknown): string[] | undefined {
  if (error instanceof Problem) return error.kind === "held" ? (error.extras.members?.holds as string[]) : undefined;
  const { code, detail } = error as { code?: string; detail?: string };
  return code === heldState && detail !== undefined ? (JSON.parse(detail) as string[]) : undefined;
}

/** What the log says of an attempt to remove what holds keep: which they are by name, which may go, and by id. */
export async function heldDenial({ sql, organizationId }: Work, holds: readonly string[]) {
  const text = "select id from legal_hold where organization_id = $1 and name = any($2) and released_at is null";
  const found = await sql.query<{ id: string }>(`${text} order by id`, [organizationId, holds]);
  return {
    reason: "legal hold",
    targets: found.map(({ id }) => ({ type: "legal_hold", id })),
    said: { details: { holds } },
  } as const;
}

/** Turns the database's refusal into a problem that names the holds to those who may see them; throws all else as it came. */
export function explainHold(error: unknown, work: Work): never {
  const { code, detail } = error as { code?: string; detail?: string };
  if (code !== heldState || detail === undefined || !actorMay(work.actor, "audit.read")) throw error;
  const holds = JSON.parse(detail) as string[];
  const named = holds.map((name) => `“${name}”`).join(", ");
  const sentence =
    holds.length === 1
      ? `The legal hold ${named} keeps this until it is released.`
      : `The legal holds ${named} keep this until they are released.`;
  throw new Problem("held", sentence, { members: { holds } });
}
