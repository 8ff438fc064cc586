import { invalidField, Problem } from "../problems.ts";
import type { FieldError } from "../problems.ts";
import { around } from "./better-auth.ts";
import { Act } from "./act.ts";
import type { Parts } from "./parts.ts";
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
 * validated body. What it does commits together with what `record` writes, or not at all. Throws a Problem for every
 * answer that is no success.
 */
export async function forward(
  { auth, db, publicUrl }: Pick<Parts, "auth" | "db" | "publicUrl">,
  { origin, verified = false, ...sent }: Forwarded,
  record: (act: Act, response: Response) => Promise<void> = async () => undefined,
): Promise<Response> {
  const act = new Act(db);
  try {
    const request = requestOf(publicUrl, origin, sent);
    const response = await around.run({ origin, verified, act }, () => auth.handler(request));
    if (response.status >= 400) throw await problemIn(response);
    await record(act, response);
    await act.commit();
    return response;
  } catch (error) {
    await act.rollback();
    throw error;
  }
}

function requestOf(
  publicUrl: string,
  { userAgent }: Origin,
  { path, method, cookie, body }: Omit<Forwarded, "origin">,
): Request {
  return new Request(`${publicUrl}/api/auth${path}`, {
    method,
    headers: {
      accept: "application/json",
      ...(cookie !== null && { cookie }),
      ...(userAgent !== null && { "user-agent": userAgent }),
      ...(body && { "content-type": "application/json" }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
}

async function problemIn(response: Response): Promise<Problem> {
  const { code = "", message = "" } = (await response.json().catch(() => ({}))) as { code?: string; message?: string };
  return problemOf(response.status, code, message);
}

const known: Record<string, () => Problem> = {
  INVALID_EMAIL_OR_PASSWORD: () => wrongPassword(),
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

export function wrongPassword(): Problem {
  return new Problem("invalid-credentials", "The email address or the password is wrong.");
}

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
