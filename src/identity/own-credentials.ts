import type { Caller, Origin, SessionCaller } from "../access/caller.ts";
import type { Entry } from "../audit/event.ts";
import { invalidField, Problem } from "../problems.ts";
import { verificationDigest } from "./credentials.ts";
import { forward } from "./forward.ts";
import type { Parts } from "./parts.ts";
import { recordOfPerson } from "./person-log.ts";
import { endOtherSessions, endSessions } from "./sessions.ts";
import { distrust } from "./two-factor/trusted-browsers.ts";

/** Values of secrets never reach the log; that they changed does. */
const masked = { from: "***", to: "***" };
const write = { role: "nextcrm_auth", readOnly: false } as const;

/** Ends the caller's session, in the transaction that records it; Better Auth then takes the cookies back. */
export async function signOut(parts: Parts, caller: Caller, origin: Origin, cookie: string | null): Promise<Response> {
  if (caller.type === "user") {
    await parts.db.transaction(write, async (sql) => {
      const gone = await sql.query("delete from auth.session where id = $1 returning 1", [caller.sessionId]);
      const entry: Entry = { action: "LOGOUT", resource: "session", resourceId: caller.sessionId };
      if (gone.length > 0) await recordOfPerson(sql, { ...caller, method: "session" }, origin, entry);
    });
    parts.callers.forget(`session:${caller.sessionId}`);
  }
  return forward(parts, { path: "/sign-out", method: "POST", origin, cookie, body: {} });
}

export interface PasswordChange {
  currentPassword: string;
  newPassword: string;
  revokeOtherSessions?: boolean;
}

/** Sets a new password. The caller's session stays, so that it keeps its organization. */
export async function changePassword(
  parts: Parts,
  { revokeOtherSessions = false, ...body }: PasswordChange,
  caller: Caller,
  origin: Origin,
  cookie: string | null,
): Promise<Response> {
  if (caller.type !== "user") throw new Problem("not-signed-in", "Sign in first.");
  const request = { path: "/change-password", method: "POST", origin, cookie, body } as const;
  const response = await forward(parts, request, async (act) => {
    const sql = await act.sql();
    await recordOfPerson(sql, { ...caller, method: "session" }, origin, passwordChanged(caller));
    await distrust(sql, { ...caller, method: "session" }, origin);
    if (revokeOtherSessions) await endOtherSessions(sql, caller, origin);
  });
  parts.callers.forget(`user:${caller.userId}`);
  return response;
}

/** Sets a new password by the token of a mail, and ends every session of the person. */
export async function resetPassword(
  parts: Parts,
  body: { newPassword: string; token: string },
  origin: Origin,
  cookie: string | null,
): Promise<Response> {
  const [person] = await parts.db.transaction({ ...write, readOnly: true }, (sql) =>
    sql.query<{ userId: string; name: string; email: string }>(
      `select u.id as "userId", u.name, u.email from auth.verification v join auth."user" u on u.id::text = v.value where v.identifier = $1`,
      [verificationDigest(`reset-password:${body.token}`)],
    ),
  );
  if (!person) throw invalidField("token", "was used already or is too old");
  const request = { path: "/reset-password", method: "POST", origin, cookie: null, body } as const;
  const response = await forward(parts, request, async (act, answer) => {
    const sql = await act.sql();
    const by = { ...person, method: "password" } as const;
    await recordOfPerson(sql, by, origin, { ...passwordChanged(person), reason: "reset" });
    await endSessions(sql, by, origin);
    await distrust(sql, by, origin);
    // Whoever reads the account's mail may try its password, whatever strangers do.
    answer.headers.append("Set-Cookie", parts.devices.remember(cookie, person.email));
  });
  parts.callers.forget(`user:${person.userId}`);
  return response;
}

function passwordChanged({ userId, name }: Pick<SessionCaller, "userId" | "name">): Entry {
  return { action: "UPDATE", resource: "user", resourceId: userId, name, changes: { password: masked } };
}
