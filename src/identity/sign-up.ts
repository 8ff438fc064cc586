import type { Origin } from "../access/caller.ts";
import { invalidField, Problem } from "../problems.ts";
import { findOffer } from "../tenancy/invitations.ts";
import { forward } from "./forward.ts";
import type { Parts } from "./parts.ts";
import { recordOfPerson } from "./person-log.ts";
import { recordNewSession } from "./sign-in.ts";

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
  const response = await forward(parts.auth, parts.publicUrl, {
    path: "/sign-up/email",
    method: "POST",
    origin,
    cookie,
    body,
    verified,
  });
  await recordNewUser(parts, response, origin);
  await recordNewSession(parts, response, origin);
  return response;
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

async function recordNewUser({ db }: Parts, response: Response, origin: Origin): Promise<void> {
  const { user } = (await response.clone().json()) as { user: { id: string; name: string; email: string } };
  await db.transaction({ role: "nextcrm_auth", readOnly: false }, async (sql) => {
    // For an address that is taken, Better Auth may answer as if it were not.
    const [created] = await sql.query(`select 1 from auth."user" where id = $1`, [user.id]);
    if (!created) return;
    const entry = { action: "CREATE", resource: "user", resourceId: user.id, name: user.name } as const;
    await recordOfPerson(
      sql,
      { userId: user.id, name: user.name, email: user.email, method: "password" },
      origin,
      entry,
    );
  });
}
