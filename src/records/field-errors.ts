import type { z } from "zod";
import type { FieldError } from "../problems.ts";

/** zod's issues as field errors, an unknown member named by itself. */
export function fieldErrors(error: z.ZodError, prefix = ""): FieldError[] {
  const at = (path: PropertyKey[]) => [prefix, ...path.map(String)].filter((part) => part !== "").join(".") || "body";
  return error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({ field: at([...issue.path, key]), reason: "is not known here" }))
      : [{ field: at(issue.path), reason: reasonOf(issue) }],
  );
}

function reasonOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type" && /received (undefined|null)$/.test(issue.message)) return "is required";
  if (issue.code === "invalid_type")
    return issue.message.replace(/^Invalid input: expected /, "must be of type ").replace(/, received .*/, "");
  // Whether it was missing or another, this says what to send.
  if (issue.code === "invalid_value")
    return `must be ${issue.values.length > 1 ? "one of " : ""}${issue.values.join(", ")}`;
  return issue.code === "invalid_union" ? reasonOfUnion(issue) : issue.message;
}

/** What each of the forms that are taken misses, unless the declaration has words of its own. */
function reasonOfUnion({ message, errors, ...issue }: z.core.$ZodIssueInvalidUnion): string {
  if (!message.startsWith("Invalid ")) return message;
  if (errors.length === 0) return `must be one of ${(issue as { options?: unknown[] }).options?.join(", ")}`;
  const forms = errors.flatMap(([first]) => (first ? [[...first.path, reasonOf(first)].map(String).join(" ")] : []));
  return [...new Set(forms)].join(", or ");
}
