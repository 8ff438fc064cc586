import type { Actor } from "../access/caller.ts";
import type { Sql } from "../ports/database.ts";
import { Problem } from "../problems.ts";

const recentSeconds = 10 * 60;

interface Asking {
  sql: Sql;
  actor: { type: Actor["type"] | "operator-key"; sessionId?: string };
}

/**
 * Refuses what somebody at a screen that was left open must not do, unless the caller has signed in or confirmed who
 * they are within the last ten minutes: `sign-in-again`, after which `POST /api/me/confirm` and the same call succeed.
 * API keys have nothing to confirm with, and are refused.
 */
export async function requireRecentSignIn({ sql, actor }: Asking): Promise<void> {
  if (actor.type !== "user")
    throw new Problem("forbidden", "This is for people who have just signed in, not for API keys.");
  const [row] = await sql.query<{ recent: boolean | null }>(
    "select auth.session_proved_at($1) > clock_timestamp() - $2 * interval '1 second' as recent",
    [actor.sessionId, recentSeconds],
  );
  if (row?.recent !== true)
    throw new Problem("sign-in-again", "Confirm first that it is you: POST /api/me/confirm with your password.");
}
