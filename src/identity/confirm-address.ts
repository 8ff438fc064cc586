import type { Origin } from "../access/caller.ts";
import { forward } from "./forward.ts";
import type { Parts } from "./parts.ts";
import { recordOfPerson } from "./person-log.ts";
import { findPerson } from "./sign-in.ts";

/** Follows the link of a mail that asks whether an address is the person's. Followed again, it changes nothing. */
export function confirmAddress(parts: Parts, { search, searchParams }: URL, origin: Origin): Promise<Response> {
  const request = { path: `/verify-email${search}`, method: "GET", origin, cookie: null } as const;
  return forward(parts, request, async (act) => {
    if (!act.hasBegun) return;
    const sql = await act.sql();
    // Better Auth has accepted the token, so that what it says is true.
    const person = await findPerson(sql, emailIn(searchParams.get("token")!));
    await recordOfPerson(sql, { ...person!, method: "password" }, origin, {
      action: "UPDATE",
      resource: "user",
      resourceId: person!.userId,
      name: person!.name,
      changes: { emailVerified: { from: false, to: true } },
    });
  });
}

/** The address that a JSON Web Token tells. */
function emailIn(token: string): string {
  const payload = JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString()) as { email: string };
  return payload.email;
}
