import { invalidField, Problem } from "../problems.ts";
import type { FieldError } from "../problems.ts";
import { around } from "./better-auth.ts";
import type { BetterAuth } from "./better-auth.ts";
import type { Origin } from "../access/caller.ts";

export interface Forwarded {
  /** Behind `/api/auth`, the query included. */
  path: string;
  method: "GET" | "POST";
  origin: Origin;
  cookie: string | null;
  body?: object;
  /** The address of whoever signs up is known to be theirs. */
  verified?: boolean;
}

/**
 * Has Better Auth answer a request of our making: nothing that the caller sent reaches it but the cookies and the
 * validated body. Throws a Problem for every answer that is no success.
 */
export async function forward(
  auth: BetterAuth,
  publicUrl: string,
  { path, method, origin, cookie, body, verified = false }: Forwarded,
): Promise<Response> {
  const request = new Request(`${publicUrl}/api/auth${path}`, {
    method,
    headers: {
      accept: "application/json",
      ...(cookie !== null && { cookie }),
      ...(origin.userAgent !== null && { "user-agent": origin.userAgent }),
      ...(body && { "content-type": "application/json" }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const response = await around.run({ origin, verified }, () => auth.handler(request));
  if (response.status < 400) return response;
  const { code = "", message = "" } = (await response.json().catch(() => ({}))) as { code?: string; message?: string };
  throw problemOf(response.status, code, message);
}

const known: Record<string, () => Problem> = {
  INVALID_EMAIL_OR_PASSWORD: () => new Problem("invalid-credentials", "The email address or the password is wrong."),
  EMAIL_NOT_VERIFIED: () =>
    new Problem("forbidden", "Confirm your email address first: open the link that we have sent to it."),
  USER_ALREADY_EXISTS: () => taken(),
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: () => taken(),
  // Two people signed up with one address at the same time.
  FAILED_TO_CREATE_USER: () => taken(),
  INVALID_PASSWORD: () => invalidField("currentPassword", "is wrong"),
  INVALID_TOKEN: () => invalidField("token", "was used already or is too old"),
  TOKEN_EXPIRED: () => invalidField("token", "was used already or is too old"),
};

function taken(): Problem {
  const errors: FieldError[] = [{ field: "email", reason: "is taken" }];
  return new Problem("already-exists", "There is an account with this email address already.", { errors });
}

function problemOf(status: number, code: string, message: string): Problem {
  if (status >= 500) throw new Error(`Better Auth answered ${status} ${code} ${message}`);
  if (known[code]) return known[code]();
  if (status === 401) return new Problem("not-signed-in", "Sign in first.");
  if (status === 403) return new Problem("forbidden", message || "This is refused.");
  if (status === 404) return new Problem("not-found", "There is no such address.");
  return new Problem("invalid-input", message || "The input is not valid.");
}
