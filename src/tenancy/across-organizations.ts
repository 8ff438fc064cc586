import type { OperatorKeyCaller, Origin, SessionCaller } from "../access/caller.ts";
import { appendOperatorEvent } from "../audit/append.ts";
import type { Entry } from "../audit/event.ts";
import { installationActorOf } from "../audit/installation-actor.ts";
import type { Database, Sql } from "../ports/database.ts";
import { Problem } from "../problems.ts";

/** Work above organizations: its transaction, and what the operator's log will say of it. */
export interface AcrossWork {
  sql: Sql;
  /** Says what happened. Where nothing is said, the log tells that the operator looked. */
  record(entry: Entry): void;
}

/** An operator, or a program of one. */
export type Operator = Omit<SessionCaller, "membership"> | OperatorKeyCaller;

/** The operator's door: across all organizations, for a reason that is written to the log in the same transaction. */
export function acrossOrganizations<T>(
  db: Database,
  operator: Operator,
  origin: Origin,
  reason: string,
  body: (work: AcrossWork) => Promise<T>,
): Promise<T> {
  return above("nextcrm_operator", db, operator, origin, reason, body);
}

/** The same to people, their sessions and what lets them in. */
export function amongPeople<T>(
  db: Database,
  operator: Operator,
  origin: Origin,
  reason: string,
  body: (work: AcrossWork) => Promise<T>,
): Promise<T> {
  return above("nextcrm_auth", db, operator, origin, reason, body);
}

async function above<T>(
  role: "nextcrm_operator" | "nextcrm_auth",
  db: Database,
  operator: Operator,
  origin: Origin,
  reason: string,
  body: (work: AcrossWork) => Promise<T>,
): Promise<T> {
  if (!operator.operator) throw new Problem("forbidden", "This is for operators.");
  if (reason.trim() === "") throw new TypeError("Work across organizations needs a reason");
  return db.transaction({ role, readOnly: false }, async (sql) => {
    const entries: Entry[] = [];
    const result = await body({ sql, record: (entry) => void entries.push(entry) });
    if (entries.length === 0) entries.push({ action: "VIEW", resource: "installation" });
    const actor = installationActorOf(operator);
    for (const entry of entries)
      await appendOperatorEvent(sql, actor, origin, { ...entry, said: { ...entry.said, reason } });
    return result;
  });
}
