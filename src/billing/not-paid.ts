import { Problem } from "../problems.ts";

/** Throws the Problem of an installation where nobody pays. */
export function notPaid(): never {
  throw new Problem("conflict", "Nothing is paid for here: the operator of this installation sets plans.");
}
