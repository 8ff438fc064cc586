import { Problem, invalidInput } from "../problems.ts";
import { childrenOf, columnsOf } from "./record-type.ts";
import type { RecordType } from "./record-type.ts";
import { allColumns } from "./row.ts";

interface PostgresError {
  code?: string;
  constraint?: string;
  detail?: string;
  table?: string;
}

/** Turns what PostgreSQL refused into a problem that names the field; throws anything else as it came. */
export function explainViolation(error: unknown, type: RecordType): never {
  const { code, detail = "" } = error as PostgresError;
  const named = /\(([^)]*(?:\([^)]*\))?[^)]*)\)=/.exec(detail)?.[1] ?? "";
  if (code === "23505") throw alreadyExists(type, named, error as PostgresError);
  if (code === "23503") throw unknownReference(type, named);
  throw error;
}

function alreadyExists(type: RecordType, named: string, error: PostgresError): Problem {
  const member = allColumns(type).find(({ column }) => named.includes(column) || error.constraint?.endsWith(`_${column}`))?.member ?? "externalId";
  return new Problem("already-exists", `Another ${type.label.toLowerCase()} has this ${member} already.`, {
    errors: [{ field: member, reason: "is taken by another record" }],
  });
}

function unknownReference(type: RecordType, named: string): Problem {
  const own = allColumns(type).find(({ column }) => new RegExp(`\\b${column}\\b`).test(named));
  const child = childrenOf(type.fields).find(({ field }) => columnsOf(field.rows!.fields).some(({ column }) => named.includes(column)));
  return invalidInput([{ field: own?.member ?? child?.name ?? "body", reason: "names nothing that exists" }]);
}
