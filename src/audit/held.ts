import { roleHas } from "../access/permissions.ts";
import { Problem } from "../problems.ts";
import type { Work } from "./work.ts";

/** SQLSTATE of the database's refusal to remove what a legal hold names; its detail has the names of the holds. */
const heldState = "HELD0";

/** Turns the database's refusal into a problem that names the holds to those who may see them; throws all else as it came. */
export function explainHold(error: unknown, work: Work): never {
  const { code, detail } = error as { code?: string; detail?: string };
  if (code !== heldState || detail === undefined || !roleHas(work.actor.role, "audit.read")) throw error;
  const holds = JSON.parse(detail) as string[];
  const named = holds.map((name) => `“${name}”`).join(", ");
  const sentence =
    holds.length === 1
      ? `The legal hold ${named} keeps this until it is released.`
      : `The legal holds ${named} keep this until they are released.`;
  throw new Problem("held", sentence, { members: { holds } });
}
