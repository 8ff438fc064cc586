import type { Suspension } from "../access/caller.ts";
import { Problem } from "../problems.ts";

/** Why nothing is written any more. `dueAt` in RFC 3339, where it is known. */
export function deletedSoon(dueAt?: string): Problem {
  const detail = dueAt
    ? `The organization will be deleted on ${dueAt.slice(0, 10)} and can only be read until then, unless an owner cancels that.`
    : "The organization will be deleted and can only be read until then, unless an owner cancels that.";
  return new Problem("organization-deleted-soon", detail, dueAt ? { members: { deleteScheduledAt: dueAt } } : {});
}

/** Keys are refused whatever they ask for: programs find out while somebody can still cancel. */
export function keysStopped(dueAt: string): Problem {
  const detail = `The organization will be deleted on ${dueAt.slice(0, 10)}: its API keys have stopped, unless an owner cancels that.`;
  return new Problem("organization-deleted-soon", detail, { members: { deleteScheduledAt: dueAt } });
}

/** Whatever is asked for: people and programs are told why, in the operator's words. */
export function suspendedProblem({ reason, since }: Suspension): Problem {
  const detail = `The organization is suspended${reason && `: ${reason}`}`;
  return new Problem("organization-suspended", detail, { members: { reason, suspendedAt: since } });
}

/** Whoever visits an organization does nothing else meanwhile: no act of theirs is to be taken for one of the visit. */
export function visitingProblem(): Problem {
  return new Problem("forbidden", "You are visiting an organization. Leave it first: DELETE /api/me/visit.");
}
