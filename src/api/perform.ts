import { actorOf, isAllowed, nobody } from "../access/caller.ts";
import type { Actor, Caller, KeyCaller, OperatorKeyCaller, Origin, SessionCaller } from "../access/caller.ts";
import { keyMay, permissions, roleHas, visitorMay, whoHas } from "../access/permissions.ts";
import type { Permission } from "../access/permissions.ts";
import { eventOf } from "../audit/append.ts";
import { deniedOf } from "../audit/denial-log.ts";
import type { Denial, Denied } from "../audit/denial-log.ts";
import type { Entry, Reason } from "../audit/event.ts";
import { heldBy, heldDenial } from "../audit/held.ts";
import type { Work } from "../audit/work.ts";
import { rateLimitHeaders, rateLimitProblem } from "../limits/headers.ts";
import type { Decision } from "../ports/limiter.ts";
import { Problem } from "../problems.ts";
import { inOrganization } from "../tenancy/in-organization.ts";
import { deletedSoon, keysStopped, suspendedProblem, visitingProblem } from "./deleted-soon.ts";
import { eventsOf, methodOf } from "./endpoint.ts";
import type { Context, Endpoint, Given, Input, OpenEndpoint, OrganizationEndpoint } from "./endpoint.ts";
import { once, readIdempotencyKey } from "./idempotency.ts";
import { readRequest } from "./read-request.ts";
import { Reply } from "./reply.ts";
import { spend, spendInside, spendOnMail } from "./spend.ts";
import type { Services } from "./services.ts";

/** A request as it arrived, its sender's address already known. */
export interface Arrival {
  request: Request;
  path: Record<string, string>;
  origin: Origin;
  /** Whether a browser says that the request comes from our own pages. */
  sameOrigin: boolean;
}

export interface Resolver {
  /** Who sends a request; a `nobody` where no credential is sent. Throws 401 for one that is not valid. */
  callerOf(request: Request): Promise<Caller>;
}

type Told = (headers: Record<string, string>) => void;

/** A request's way: who → how often → may they → is the input right → do it → say so. */
export async function perform(
  endpoint: Endpoint,
  arrival: Arrival,
  callers: Resolver,
  services: Services,
  told: Told,
): Promise<Reply> {
  const isUnknown = endpoint.unidentified?.(arrival.request, services) === true;
  const { caller, refusal } = isUnknown ? { caller: nobody } : await identify(callers, arrival.request);
  // Who has found a key must not use up its organization's limit from where they are.
  const payer = isAllowed(caller, arrival.origin.ip) ? caller : nobody;
  let refused = false;
  try {
    return await performAs({ caller, payer, refusal }, endpoint, arrival, services, told);
  } catch (error) {
    refused = error instanceof Problem && error.kind === "rate-limited";
    if (refused) await noteDenial(endpoint, deniedOf(caller), arrival.origin, services, "rate limit");
    throw error;
  } finally {
    if (endpoint.limit !== "free") services.usage.note(payer, refused);
  }
}

interface Asking {
  caller: Caller;
  /** Whose buckets are spent. */
  payer: Caller;
  /** Why the credential is not valid. */
  refusal: Problem | undefined;
}

async function performAs(
  { caller, payer, refusal }: Asking,
  endpoint: Endpoint,
  arrival: Arrival,
  services: Services,
  told: Told,
): Promise<Reply> {
  const decisions = await spend(endpoint, { caller, payer }, arrival.origin, services);
  const tell = (later: readonly Decision[]) => told(rateLimitHeaders([...decisions, ...later]));
  tell([]);
  const denied = endpoint.limit === "free" ? null : rateLimitProblem(decisions);
  if (denied) throw denied;
  // What anyone may see, a session that has ended may see too.
  if (refusal && endpoint.may !== "anyone") throw refusal;
  refuseForeignPage(caller, arrival);
  if (isPermission(endpoint.may)) refuseOldPage(caller, arrival);
  await authorize(endpoint, caller, arrival.origin, services);
  const given = await readRequest(endpoint, arrival.request, arrival.path);
  if (endpoint.mails) {
    const mails = await spendOnMail(endpoint.mails(given.body), arrival.origin, services);
    tell(mails);
    const flooded = rateLimitProblem(mails);
    if (flooded) throw flooded;
  }
  try {
    return await (endpoint.scope === "organization"
      ? performInside(endpoint, given, { caller, payer }, arrival.origin, services, tell)
      : performOutside(endpoint, given, caller, arrival.origin, services));
  } catch (error) {
    const holds = heldBy(error);
    if (holds) await noteHeld(endpoint, actorOf(caller), arrival, services, holds);
    // Some refusals only a handler knows of, such as who wrote a comment. Its transaction is rolled back.
    if (error instanceof Problem && error.kind === "forbidden" && isPermission(endpoint.may)) {
      const { permission = endpoint.may } = error.extras;
      const missing = isPermission(permission) ? permission : endpoint.may;
      await noteDenial(endpoint, actorOf(caller), arrival.origin, services, missing, arrival.path.id);
    }
    throw error;
  }
}

/** A credential that is not valid counts as nobody's for the limits, and is refused after them. */
async function identify(callers: Resolver, request: Request): Promise<{ caller: Caller; refusal?: Problem }> {
  try {
    return { caller: await callers.callerOf(request) };
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return { caller: { type: "nobody" }, refusal: error };
    throw error;
  }
}

function refuseForeignPage(caller: Caller, { request, sameOrigin }: Arrival): void {
  const changes = request.method !== "GET" && request.method !== "HEAD";
  if (caller.type === "user" && changes && !sameOrigin)
    throw new Problem("cross-site-request", "Changes with a session cookie must come from this site's own pages.");
}

/**
 * All tabs of a browser share a session. A page says in `X-Session-Of` for whom and for which organization it was
 * opened; what it asks once another tab has changed either would be done in the wrong place.
 */
function refuseOldPage(caller: Caller, { request }: Arrival): void {
  const opened = request.headers.get("x-session-of");
  if (caller.type !== "user" || opened === null) return;
  if (opened !== `${caller.userId} ${caller.membership?.organizationId ?? ""}`)
    throw new Problem("another-session", "Another tab has signed in as somebody else or gone to another organization.");
}

async function authorize(endpoint: Endpoint, caller: Caller, origin: Origin, services: Services): Promise<void> {
  if (endpoint.may === "anyone") return;
  if (caller.type === "nobody") throw new Problem("not-signed-in", "Sign in or send an API key.");
  if (endpoint.may === "user") {
    if (caller.type === "user") return refuseOnVisit(endpoint, caller);
    await noteDenial(endpoint, deniedOf(caller), origin, services, "people only");
    throw new Problem("forbidden", "This is for people, not for API keys.");
  } else if (endpoint.may === "operator" || endpoint.may === "operator-in-person") {
    await authorizeOperator(endpoint, caller, origin, services);
  } else {
    await refuseAddress(endpoint, caller, origin, services);
    if (caller.type === "operator-key") await noteDenial(endpoint, deniedOf(caller), origin, services, endpoint.may);
    if (caller.type === "user" && caller.mustEnrol) await refuseWithoutTwoFactor(endpoint, caller, origin, services);
    refuseWhileSuspended(endpoint, endpoint.may, caller);
    await authorizeInOrganization(endpoint, endpoint.may, actorOf(caller), origin, services);
    refuseBeforeDeletion(endpoint, caller);
  }
}

function refuseOnVisit({ route, whileVisiting }: Endpoint, { visit }: SessionCaller): void {
  if (visit && !whileVisiting && methodOf(route) !== "GET") throw visitingProblem();
}

/** Operators, and their keys from where these work; what takes a person is refused to keys. */
async function authorizeOperator(
  endpoint: Endpoint,
  caller: SessionCaller | KeyCaller | OperatorKeyCaller,
  origin: Origin,
  services: Services,
): Promise<void> {
  if (!caller.operator) {
    if (caller.type === "user" && caller.visit) throw visitingProblem();
    await noteDenial(endpoint, deniedOf(caller), origin, services, "operators only");
    throw new Problem("forbidden", "This is for operators.");
  }
  if (caller.type === "user") return;
  await refuseAddress(endpoint, caller, origin, services);
  if (endpoint.may === "operator") return;
  await noteDenial(endpoint, deniedOf(caller), origin, services, "people only");
  throw new Problem("forbidden", "This is for operators themselves, not for their keys.");
}

/** Says neither what the organization is called nor which addresses it lets in: who asks may have found a key. */
async function refuseAddress(
  endpoint: Endpoint,
  caller: SessionCaller | KeyCaller | OperatorKeyCaller,
  origin: Origin,
  services: Services,
): Promise<void> {
  if (isAllowed(caller, origin.ip)) return;
  await noteDenial(endpoint, deniedOf(caller), origin, services, "address not allowed");
  throw new Problem(
    "address-not-allowed",
    `Requests from ${origin.ip ?? "the address of this connection"} are refused here.`,
  );
}

/** Until they have set up what their organization demands, people can do nothing in it. */
async function refuseWithoutTwoFactor(
  endpoint: Endpoint,
  caller: Caller,
  origin: Origin,
  services: Services,
): Promise<never> {
  await noteDenial(endpoint, actorOf(caller), origin, services, "two-factor required");
  throw new Problem(
    "two-factor-required",
    "Your organization demands two-factor authentication. Set it up first: POST /api/me/two-factor/enrolment.",
  );
}

/** Whoever could not do it in an organization that works is told here, too, that this one is suspended. */
function refuseWhileSuspended(
  { whileSuspended }: Endpoint,
  permission: Permission,
  { type, membership }: SessionCaller | KeyCaller | OperatorKeyCaller,
): void {
  if (!membership?.suspended) return;
  if (whileSuspended && type === "user" && roleHas(membership.role, permission)) return;
  throw suspendedProblem(membership.suspended);
}

/** An organization that waits for its deletion is read by people, and by nobody else. PostgreSQL refuses the rest, too. */
function refuseBeforeDeletion(
  { route, whileDeleting }: Endpoint,
  { type, membership }: SessionCaller | KeyCaller | OperatorKeyCaller,
): void {
  const dueAt = membership?.deletionDueAt;
  if (!dueAt) return;
  if (type === "key") throw keysStopped(dueAt);
  if (methodOf(route) !== "GET" && !whileDeleting) throw deletedSoon(dueAt);
}

async function authorizeInOrganization(
  endpoint: Endpoint,
  permission: Permission,
  actor: Actor,
  origin: Origin,
  services: Services,
): Promise<void> {
  const mayAll = roleHas(actor.role, permission);
  if (mayAll && actor.type !== "key" && actor.type !== "operator") return;
  if (mayAll && (actor.type === "key" ? keyMay(permission) : visitorMay(permission))) return;
  await noteDenial(endpoint, actor, origin, services, permission);
  if (mayAll && actor.type === "operator")
    throw new Problem("forbidden", "Operators who visit an organization may not do this.");
  throw new Problem(
    "forbidden",
    roleHas(actor.role, permission)
      ? "API keys may not do this."
      : `This needs ${whoHas(permission)}; you are ${actor.role}.`,
  );
}

function isPermission(may: string): may is Permission {
  return (permissions as string[]).includes(may);
}

async function performInside(
  endpoint: OrganizationEndpoint,
  given: Given,
  { caller, payer }: Pick<Asking, "caller" | "payer">,
  origin: Origin,
  services: Services,
  tell: (decisions: readonly Decision[]) => void,
): Promise<Reply> {
  const actor = actorOf(caller);
  const reads = methodOf(endpoint.route) === "GET";
  const key = methodOf(endpoint.route) === "POST" ? readIdempotencyKey(given.headers) : null;
  const reply = await spendInside(endpoint, payer, origin, services, tell, (spend) => {
    const handle = async (work: Work) => {
      // Not for a repeated request, which is answered as the first was.
      await spend();
      return replyOf(endpoint, await endpoint.handle(given, work, services));
    };
    return inOrganization(services.db, actor, origin, reads ? "read-only" : "audited", (work) =>
      key === null ? handle(work) : once(work, key, endpoint.route, whatIsAsked(given), () => handle(work)),
    );
  });
  if (reads && reply.tells) await noteOutcome(endpoint, given, actor, origin, services);
  return reply;
}

async function performOutside(
  endpoint: OpenEndpoint,
  given: Given,
  caller: Caller,
  origin: Origin,
  services: Services,
): Promise<Reply> {
  const told: Entry[] = [];
  const context: Context = { caller, origin, actor: () => actorOf(caller), note: (entry) => void told.push(entry) };
  const reply = replyOf(endpoint, await endpoint.handle(given, context, services));
  if (isPermission(endpoint.may) && methodOf(endpoint.route) === "GET") {
    if (told.length === 0) await noteOutcome(endpoint, given, context.actor(), origin, services);
    for (const entry of told) await noteRead(services, context.actor(), origin, entry);
  }
  return reply;
}

/** What two requests to one route must share to be the same. */
function whatIsAsked({ url, body }: Given): unknown {
  return [url.pathname, url.search, body ?? null];
}

function replyOf(endpoint: Endpoint, answer: unknown): Reply {
  return answer instanceof Reply ? answer : Reply.json(answer, { status: endpoint.output.status });
}

function noteOutcome(
  endpoint: Endpoint,
  given: Given,
  actor: Actor,
  origin: Origin,
  services: Services,
): Promise<void> {
  const [event] = eventsOf(endpoint);
  if (!event) return Promise.resolve();
  const { id } = given.params as { id?: string };
  const query = queryNames(endpoint, given.url);
  return noteRead(services, actor, origin, {
    ...event,
    ...(id ? { resourceId: id } : {}),
    ...(query.own.length > 0 && { details: { query: query.own } }),
    ...(query.all.length > query.own.length && { said: { details: { query: query.all } } }),
  });
}

function noteDenial(
  endpoint: Endpoint,
  denied: Denied,
  origin: Origin,
  services: Services,
  reason: Reason,
  resourceId?: string,
): Promise<void> {
  return services.denials.note(denied, origin, { resource: endpoint.resource, resourceId, reason });
}

/** What was asked for by name: few, short, and such as can be stored; and those that are no caller's making. */
function queryNames({ input }: Endpoint, { searchParams }: URL): { all: string[]; own: string[] } {
  const names = [...searchParams.keys()].slice(0, 50);
  const declared = Object.keys((input as Input).query?.shape ?? {});
  return {
    all: names.map((name) => name.slice(0, 100).replaceAll("\0", "").toWellFormed()),
    own: names.filter((name) => declared.includes(name)),
  };
}

/** Whoever tries to remove what is held is told of as well: the transaction of the attempt is rolled back. */
async function noteHeld(
  { resource }: Endpoint,
  actor: Actor,
  { origin, path }: Arrival,
  { db, denials }: Services,
  holds: readonly string[],
): Promise<void> {
  const denial: Omit<Denial, "resource"> = await inOrganization(db, actor, origin, "read-only", (work) =>
    heldDenial(work, holds),
  );
  await denials.note(actor, origin, { ...denial, resource, ...(path.id && { resourceId: path.id }) });
}

function noteRead(services: Services, actor: Actor, origin: Origin, entry: Entry): Promise<void> {
  return services.reads.note(eventOf(actor, origin, entry, services.clock.now()));
}
