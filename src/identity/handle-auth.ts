import type { Caller, Origin } from "../access/caller.ts";
import { isAllowed, nobody } from "../access/caller.ts";
import { deniedOf } from "../audit/denial-log.ts";
import type { DenialLog } from "../audit/denial-log.ts";
import { rateLimitHeaders, rateLimitProblem } from "../limits/headers.ts";
import type { Policies, PolicyName } from "../limits/policies.ts";
import { basePolicy, takeFor } from "../limits/subject.ts";
import type { Limiter, Take } from "../ports/limiter.ts";
import { invalidInput, Problem } from "../problems.ts";
import { fieldErrors } from "../records/field-errors.ts";
import { authRoutes } from "./auth-routes.ts";
import type { AuthRoute } from "./auth-routes.ts";
import type { Given } from "./known-devices.ts";
import type { Parts } from "./parts.ts";
import { isAppCode } from "./two-factor/accept-code.ts";

/** Answers requests below /api/auth; throws a Problem for what is refused. Tells the limits' fields in any case. */
export type HandleAuth = (
  request: Request,
  origin: Origin,
  told: (headers: Record<string, string>) => void,
) => Promise<Response>;

interface Gate {
  limiter: Limiter;
  policies: Policies;
  denials: DenialLog;
  isSameOrigin(request: Request): boolean;
}

const base = "/api/auth";
const largestBodyBytes = 64 * 1024;

/** Better Auth behind our own gate: limits, same origin, validation, the log. */
export function handleAuth(parts: Parts, gate: Gate): HandleAuth {
  return async (request, arrived, told) => {
    const url = new URL(request.url);
    const path = url.pathname.slice(base.length);
    const route = authRoutes[`${request.method} ${path}`];
    const origin = { ...arrived, route: `${request.method} ${base}${route ? path : ""}` };
    const caller = await parts.callers.callerOf(request).catch(asNobody);
    const body = route?.body ? await readJson(request) : undefined;
    const decisions = await gate.limiter.take(
      takesOf(gate.policies, parts, route ?? {}, caller, origin, body, request.headers),
    );
    told(rateLimitHeaders(decisions));
    const denied = rateLimitProblem(decisions);
    if (denied) {
      const resource = route?.resource ?? "route";
      await gate.denials.note(deniedOf(caller), origin, { resource, reason: "rate limit" });
      throw denied;
    }
    if (!route) throw unknownRoute(path);
    if (request.method !== "GET" && !mayComeFrom(request, route.forStrangers, gate))
      throw new Problem("cross-site-request", "This must come from this site's own pages.");
    if (body instanceof Problem) throw body;
    const parsed = route.body?.safeParse(body);
    if (parsed && !parsed.success) throw invalidInput(fieldErrors(parsed.error));
    return route.answer(parts, { body: parsed?.data, caller, origin, cookie: request.headers.get("cookie"), url });
  };
}

/** What a browser that the account knows spends in place of the account's, and what has to have been given in it. */
const ofDevices: Partial<Record<PolicyName, [PolicyName, Given]>> = {
  "sign-in": ["sign-in-device", "password"],
  "second-factor": ["second-factor-device", "code"],
};

/**
 * The caller's own bucket first; those of an act by the account that it concerns and by the address. Whoever tries
 * another account's password spends from that one's, their own session notwithstanding; a browser that the account
 * knows spends from its own.
 */
function takesOf(
  policies: Policies,
  parts: Pick<Parts, "devices" | "challenges" | "clock">,
  route: Partial<AuthRoute>,
  caller: Caller,
  { ip }: Origin,
  body: unknown,
  headers: Headers,
): Take[] {
  const account = accountOf(parts, route, caller, body, headers);
  const stranger = { caller: nobody, ip, ...(account !== undefined && { account }) };
  const takeOf = (name: PolicyName): Take => {
    const [policy, given] = ofDevices[name] ?? [];
    const device = policy && account !== undefined ? parts.devices.of(headers, account, given) : null;
    if (policy && device !== null) return { policy: policies[policy], key: device };
    return takeFor(policies[name], stranger);
  };
  const limits = (route.limits ?? []).filter((name) => name !== "second-factor" || isGuessable(body));
  const payer = payerOf(caller, ip);
  return [takeFor(basePolicy(policies, payer), { caller: payer, ip }), ...limits.map(takeOf)];
}

/** There is nothing here for keys: what they ask must not use up what their organization may ask elsewhere, uncounted. */
function payerOf(caller: Caller, ip: string | null): Caller {
  return caller.type === "user" && isAllowed(caller, ip) ? caller : nobody;
}

/** The account that an act concerns: strangers name it, or have begun to sign in to it; others act on their own. */
function accountOf(
  { challenges, clock }: Pick<Parts, "challenges" | "clock">,
  { limits = [], forStrangers = true }: Partial<AuthRoute>,
  caller: Caller,
  body: unknown,
  headers: Headers,
): string | undefined {
  if (limits.includes("second-factor")) return challenges.read(headers.get("cookie"), clock.now())?.email;
  if (!forStrangers) return caller.type === "user" ? caller.email : undefined;
  const { email } = (body ?? {}) as { email?: unknown };
  return typeof email === "string" ? email : undefined;
}

/** Six digits can be guessed; a recovery code cannot, and must do when guessing has used up the account's bucket. */
function isGuessable(body: unknown): boolean {
  const { code } = (body ?? {}) as { code?: unknown };
  return typeof code !== "string" || isAppCode(code);
}

/**
 * Browsers always say where a request that changes something comes from. Whoever says nothing is a program, which
 * may knock as a stranger, but not act for a session.
 */
function mayComeFrom(request: Request, forStrangers: boolean, { isSameOrigin }: Gate): boolean {
  const silent = !request.headers.has("origin") && !request.headers.has("sec-fetch-site");
  return isSameOrigin(request) || (forStrangers && silent);
}

function asNobody(error: unknown): Caller {
  if (error instanceof Problem && error.status === 401) return nobody;
  throw error;
}

function unknownRoute(path: string): Problem {
  const methods = Object.keys(authRoutes).flatMap((name) =>
    name.endsWith(` ${path}`) ? [name.slice(0, name.indexOf(" "))] : [],
  );
  if (methods.length === 0) return new Problem("not-found", "There is no such address.");
  return new Problem("method-not-allowed", `This address takes ${methods.join(", ")}.`, {
    headers: { Allow: methods.join(", ") },
  });
}

/** The body, or the Problem that it is: a limit is paid for either. */
async function readJson(request: Request): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > largestBodyBytes)
      return new Problem("too-large", `The body must have at most ${largestBodyBytes} bytes.`);
    chunks.push(chunk);
  }
  if (size === 0) return {};
  if (!/^application\/json\b/i.test(request.headers.get("content-type") ?? ""))
    return new Problem("unsupported-media-type", "Send JSON with Content-Type: application/json.");
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks)));
  } catch {
    return new Problem("malformed-body", "The body is not JSON.");
  }
}
