import { Problem, invalidInput } from "../problems.ts";
import { childrenOf, columnsOf } from "./record-type.ts";
import type { RecordType } from "./record-type.ts";
import { allColumns } from "./row.ts";

interface PostgresError {
  code?: string;
  constraint?: string;
}

/** Turns what PostgreSQL refused into a problem that names the field; throws anything else as it came. */
export function explainViolation(error: unknown, type: RecordType): never {
  // Under row security PostgreSQL keeps the values to itself; the constraint's name tells the column.
  const { code, constraint = "" } = error as PostgresError;
  if (code === "23505") throw alreadyExists(type, constraint);
  if (code === "23503") throw unknownReference(type, constraint);
  throw error;
}

function alreadyExists(type: RecordType, constraint: string): Problem {
  const member =
    allColumns(type).find(({ column }) => constraint === `${type.table}_${column}`)?.member ?? "externalId";
  return new Problem("already-exists", `Another ${type.label.toLowerCase()} has this ${member} already.`, {
    errors: [{ field: member, reason: "is taken by another record" }],
  });
}

function unknownReference(type: RecordType, constraint: string): Problem {
  const names = (table: string, column: string) => constraint === `${table}_organization_id_${column}_fkey`;
  const own = allColumns(type).find(({ column }) => names(type.table, column));
  const child = childrenOf(type.fields).find(({ field }) =>
    columnsOf(field.rows!.fields).some(({ column }) => names(field.rows!.table, column)),
  );
  return invalidInput([{ field: own?.member ?? child?.name ?? "body", reason: "names nothing that exists" }]);
}
