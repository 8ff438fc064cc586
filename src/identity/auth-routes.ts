import { z } from "zod";
import type { Caller, Origin } from "../access/caller.ts";
import { unaudited } from "../api/endpoint.ts";
import { visitingProblem } from "../api/deleted-soon.ts";
import type { Endpoint } from "../api/endpoint.ts";
import type { PolicyName } from "../limits/policies.ts";
import { storableText } from "../records/kinds/text.ts";
import { Email, GivenCode, GivenPassword, NewPassword, GivenName } from "./credentials.ts";
import { forward } from "./forward.ts";
import { confirmAddress } from "./confirm-address.ts";
import { changePassword, resetPassword, signOut } from "./own-credentials.ts";
import type { Parts } from "./parts.ts";
import { signIn } from "./sign-in.ts";
import { signUp } from "./sign-up.ts";
import { takeSecondStep } from "./two-factor/second-step.ts";

/** A request to one of the routes, its limits paid and its body validated. */
export interface Asked<Body> {
  body: Body;
  caller: Caller;
  origin: Origin;
  cookie: string | null;
  url: URL;
}

export interface AuthRoute<Body = unknown> {
  /** Spent besides the caller's own bucket, before anything is hashed. */
  limits: readonly PolicyName[];
  /** For somebody who is not signed in: there is no session that another site could misuse. */
  forStrangers: boolean;
  /** What it is about, as the log says. */
  resource: "session" | "user";
  /** What a call leaves in the log, as endpoints say it. */
  audit: Endpoint["audit"];
  body?: z.ZodType<Body>;
  answer(parts: Parts, asked: Asked<Body>): Promise<Response>;
}

const Address = storableText(2_000);
const Secret = storableText(500).min(1, "is empty");

/** Better Auth's routes that can be reached, by method and path behind /api/auth. */
export const authRoutes: Readonly<Record<string, AuthRoute>> = {
  "POST /sign-in/email": route({
    limits: ["sign-in", "sign-in-address"],
    forStrangers: true,
    resource: "session",
    audit: ["LOGIN session", "CREATE challenge"],
    body: z.strictObject({
      email: Email,
      password: GivenPassword,
      rememberMe: z.boolean().optional(),
      callbackURL: Address.optional(),
    }),
    answer: (parts, { body, origin, cookie }) => signIn(parts, body, origin, cookie),
  }),
  "POST /sign-in/second-factor": route({
    limits: ["second-factor", "second-factor-address"],
    forStrangers: true,
    resource: "session",
    audit: ["LOGIN session", "UPDATE two_factor", "CREATE trusted_browser"],
    body: z.strictObject({ code: GivenCode, trustBrowser: z.boolean().optional() }),
    answer: (parts, { body, origin, cookie }) => takeSecondStep(parts, body, origin, cookie),
  }),
  "POST /sign-up/email": route({
    limits: ["sign-up"],
    forStrangers: true,
    resource: "user",
    audit: ["CREATE user", "LOGIN session"],
    body: z.strictObject({
      name: GivenName,
      email: Email,
      password: NewPassword,
      rememberMe: z.boolean().optional(),
      callbackURL: Address.optional(),
      invitationToken: Secret.optional(),
    }),
    answer: (parts, { body, origin, cookie }) => signUp(parts, body, origin, cookie),
  }),
  "POST /sign-out": route({
    limits: [],
    forStrangers: false,
    resource: "session",
    audit: ["LOGOUT session"],
    body: z.object({}),
    answer: (parts, { caller, origin, cookie }) => signOut(parts, caller, origin, cookie),
  }),
  "POST /change-password": route({
    limits: ["sign-in"],
    forStrangers: false,
    resource: "user",
    audit: ["UPDATE user", "LOGOUT session", "DELETE trusted_browser"],
    body: z.strictObject({
      currentPassword: GivenPassword,
      newPassword: NewPassword,
      revokeOtherSessions: z.boolean().optional(),
    }),
    answer: async (parts, { body, caller, origin, cookie }) => {
      if (caller.type === "user" && caller.visit) throw visitingProblem();
      return changePassword(parts, body, caller, origin, cookie);
    },
  }),
  "POST /request-password-reset": route({
    limits: ["password-reset", "mail-account"],
    forStrangers: true,
    resource: "user",
    audit: unaudited("anybody may ask, and all that comes of it is a mail; setting the password is the event"),
    body: z.strictObject({ email: Email, redirectTo: Address.optional() }),
    // The link in the mail is ours, whatever `redirectTo` says.
    answer: (parts, { body: { email }, origin }) =>
      forward(parts, {
        path: "/request-password-reset",
        method: "POST",
        origin,
        cookie: null,
        body: { email },
      }),
  }),
  "POST /reset-password": route({
    limits: ["password-reset"],
    forStrangers: true,
    resource: "user",
    audit: ["UPDATE user", "LOGOUT session", "DELETE trusted_browser"],
    body: z.strictObject({ newPassword: NewPassword, token: Secret }),
    answer: (parts, { body, origin, cookie }) => resetPassword(parts, body, origin, cookie),
  }),
  "POST /send-verification-email": route({
    limits: ["password-reset", "mail-account"],
    forStrangers: true,
    resource: "user",
    audit: unaudited("anybody may ask, and all that comes of it is a mail; confirming the address is the event"),
    body: z.strictObject({ email: Email, callbackURL: Address.optional() }),
    answer: (parts, { body, origin }) =>
      forward(parts, { path: "/send-verification-email", method: "POST", origin, cookie: null, body }),
  }),
  "GET /verify-email": route({
    limits: [],
    forStrangers: true,
    resource: "user",
    audit: ["UPDATE user"],
    answer: (parts, { origin, url }) => confirmAddress(parts, url, origin),
  }),
  "GET /get-session": route({
    limits: [],
    forStrangers: true,
    resource: "session",
    audit: unaudited("shows callers their own session"),
    answer: (parts, { origin, cookie }) => forward(parts, { path: "/get-session", method: "GET", origin, cookie }),
  }),
};

/** Lets the types of a route's body and answer agree, and then forgets them. */
function route<Body>(declared: AuthRoute<Body>): AuthRoute {
  return declared;
}
