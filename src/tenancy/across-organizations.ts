import type { Origin, SessionCaller } from "../access/caller.ts";
import type { Entry } from "../audit/event.ts";
import { appendOperatorEvent } from "../audit/append.ts";
import type { Database, Sql } from "../ports/database.ts";
import { Problem } from "../problems.ts";

/** Work above organizations: its transaction, and what the operator's log will say of it. */
export interface AcrossWork {
  sql: Sql;
  /** Says what happened. Where nothing is said, the log tells that the operator looked. */
  record(entry: Entry): void;
}

type Operator = Pick<SessionCaller, "userId" | "name" | "email" | "sessionId" | "operator">;

/** The operator's door: across all organizations, for a reason that is written to the log in the same transaction. */
export async function acrossOrganizations<T>(
  db: Database,
  operator: Operator,
  origin: Origin,
  reason: string,
  body: (work: AcrossWork) => Promise<T>,
): Promise<T> {
  if (!operator.operator) throw new Problem("forbidden", "This is for operators.");
  if (reason.trim() === "") throw new TypeError("Work across organizations needs a reason");
  return db.transaction({ role: "nextcrm_operator", readOnly: false }, async (sql) => {
    const entries: Entry[] = [];
    const result = await body({ sql, record: (entry) => void entries.push(entry) });
    if (entries.length === 0) entries.push({ action: "VIEW", resource: "installation" });
    const { userId, name, email, sessionId } = operator;
    for (const entry of entries) {
      await appendOperatorEvent(sql, { type: "user", userId, name, email, sessionId, method: "session" }, origin, {
        ...entry,
        said: { ...entry.said, reason },
      });
    }
    return result;
  });
}
