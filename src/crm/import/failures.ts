import { problemOf } from "../../api/failures.ts";
import { Problem } from "../../problems.ts";
import type { Outcome } from "./outcome.ts";

/** A reason to end the import that its owner should read. */
export class Hopeless extends Error {}
/** The import was cancelled, or another worker runs it. */
export class Overtaken extends Error {}
/** Carries what a dry run found out of the transaction that it gives up. */
export class Pretended extends Error {
  readonly outcome: Outcome;

  constructor(outcome: Outcome) {
    super("a dry run");
    this.outcome = outcome;
  }
}

/** SQLSTATE, where PostgreSQL refused. */
function codeOf(error: unknown): string {
  return (error as { code?: string }).code ?? "";
}

/** Integrity and data errors are the row's, everything else is not. */
export function isRefusedData(error: unknown): boolean {
  return error instanceof Problem || /^(22|23)/.test(codeOf(error));
}

/** Two transactions stood in each other's way, and PostgreSQL ended this one. */
export function isDeadlock(error: unknown): boolean {
  return codeOf(error).startsWith("40");
}

/** The plan allows no more of this. */
export function isBeyondPlan(error: unknown): boolean {
  return problemOf(error)?.kind === "quota-exceeded";
}

export function isPassing(error: unknown): boolean {
  return isDeadlock(error) || problemOf(error)?.kind === "unavailable";
}
