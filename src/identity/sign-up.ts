import type { Origin } from "../access/caller.ts";
import { invalidField, Problem } from "../problems.ts";
import { findOffer } from "../tenancy/invitations.ts";
import type { Act } from "./act.ts";
import { forward } from "./forward.ts";
import { findNewSession, recordLogin } from "./new-session.ts";
import type { Parts } from "./parts.ts";
import { recordOfPerson } from "./person-log.ts";

export interface SignUp {
  name: string;
  email: string;
  password: string;
  rememberMe?: boolean;
  callbackURL?: string;
  invitationToken?: string;
}

/** Creates an account where SIGN_UP allows it. An invitation stays open: accepting it is an act of its own. */
export async function signUp(
  parts: Parts,
  { invitationToken, ...body }: SignUp,
  origin: Origin,
  cookie: string | null,
): Promise<Response> {
  const verified = await mayComeIn(parts, body.email, invitationToken);
  const request = { path: "/sign-up/email", method: "POST", origin, cookie, body, verified } as const;
  return forward(parts, request, async (act, response) => {
    await recordNewUser(act, response, origin);
    // A session begins where the address need not be confirmed first.
    const session = await findNewSession(act, response);
    if (session) await recordLogin(await act.sql(), session, origin);
    if (session) response.headers.append("Set-Cookie", parts.devices.remember(cookie, body.email));
  });
}

/** Whether the address is proved by an invitation that was sent to it. Throws where nobody may sign up without one. */
async function mayComeIn({ db, signUp: mode }: Parts, email: string, token: string | undefined): Promise<boolean> {
  if (token === undefined) {
    if (mode === "open") return false;
    throw new Problem("forbidden", "Signing up takes an invitation here.");
  }
  const offer = await db.transaction({ role: "nextcrm_auth", readOnly: true }, (sql) => findOffer(sql, token));
  if (!offer) throw new Problem("forbidden", "The invitation was used already, withdrawn or is too old.");
  if (offer.email !== email) throw invalidField("email", "is not the address that was invited");
  return true;
}

async function recordNewUser(act: Act, response: Response, origin: Origin): Promise<void> {
  // For an address that is taken, Better Auth may answer as if it were not.
  if (!act.hasBegun) return;
  const { user } = (await response.clone().json()) as { user: { id: string; name: string; email: string } };
  const { id: userId, name, email } = user;
  const entry = { action: "CREATE", resource: "user", resourceId: userId, name } as const;
  await recordOfPerson(await act.sql(), { userId, name, email, method: "password" }, origin, entry);
}
