import type { Context as HonoContext } from "hono";
import { problemOf } from "../api/failures.ts";
import type { Services } from "../api/services.ts";
import { nobody } from "../access/caller.ts";
import type { Origin } from "../access/caller.ts";
import { newId } from "../identifier.ts";
import { rateLimitHeaders } from "../limits/headers.ts";
import { basePolicy, takeFor } from "../limits/subject.ts";
import { Problem } from "../problems.ts";
import { inRequest } from "../telemetry/request-context.ts";
import { clientAddress } from "./client-address.ts";
import { crossOriginFields } from "./cross-origin.ts";
import { jsonDraft } from "./draft.ts";
import type { Draft } from "./draft.ts";
import { securityHeaders } from "./security-headers.ts";
import type { ResponseKind } from "./security-headers.ts";
import { cameOverHttps } from "./transport.ts";

/** What the server knows about a connection; absent when the product is mounted elsewhere. */
export interface Connection {
  socketAddress?: string | null;
}

export type Bindings = { Bindings: Connection };
export type Http = HonoContext<Bindings>;
/** Hears what is left of the buckets that a request was counted in. */
export type Told = (limits: Record<string, string>) => void;

export interface AnsweringSettings {
  services: Services;
  trustedProxyHops: number;
  /** Where browsers get hashed files from, if not from here. */
  assetBaseUrl?: string | undefined;
  /** Whose pages may use the API with a key. */
  corsOrigins: readonly string[];
}

export interface Answering {
  /**
   * Answers with what `respond` makes, or with a problem where it throws. Better Auth's routes are for our own pages,
   * everything else of the API may be for others' too.
   */
  answer(
    c: Http,
    route: string,
    respond: (origin: Origin, told: Told) => Promise<Draft>,
    whose?: "ours" | "anyone's",
  ): Promise<Response>;
  /** Every response leaves through here, and gets its security fields here only. */
  finished(c: Http, draft: Draft, kind: ResponseKind, fields?: Record<string, string>): Response;
  /** Where no bucket was asked: for pages, which cost nothing, and where it failed before anybody knew who asks. */
  limitsOfAddress(c: Http): Promise<Record<string, string>>;
}

export function answering({ services, trustedProxyHops, assetBaseUrl, corsOrigins }: AnsweringSettings): Answering {
  const { metrics, limiter, policies } = services;
  const assets = assetBaseUrl === undefined ? undefined : new URL(assetBaseUrl).origin;
  const publicHttps = services.settings.publicUrl.startsWith("https:");
  const limitsOfAddress: Answering["limitsOfAddress"] = async (c) => {
    const { ip } = addressOf(c, trustedProxyHops);
    return rateLimitHeaders(await limiter.peek([takeFor(basePolicy(policies, nobody), { caller: nobody, ip })]));
  };
  const finished: Answering["finished"] = (c, { status, headers, body, cookies }, kind, fields = {}) => {
    const https = publicHttps && cameOverHttps(c.req.raw, trustedProxyHops);
    const vary = [headers.Vary, fields.Vary].filter((names) => names !== undefined).join(", ");
    const response = new Response(body, {
      status,
      headers: { ...headers, ...securityHeaders({ kind, https, assets }), ...fields, ...(vary && { Vary: vary }) },
    });
    for (const cookie of cookies ?? []) response.headers.append("Set-Cookie", cookie);
    return response;
  };
  const answer: Answering["answer"] = async (c, route, respond, whose = "anyone's") => {
    const started = performance.now();
    const origin = originOf(c, route, trustedProxyHops);
    let limits: Record<string, string> | undefined;
    const draft = await inRequest(origin, () =>
      respond(origin, (headers) => (limits = headers)).catch((error) => failure(error, origin, services)),
    );
    limits ??= await limitsOfAddress(c);
    const seconds = (performance.now() - started) / 1_000;
    metrics.answered(c.req.method, route.slice(route.indexOf(" ") + 1), draft.status, seconds);
    const kind = "Content-Disposition" in draft.headers ? "download" : "api";
    const cors = whose === "ours" ? {} : crossOriginFields(c.req.raw, corsOrigins);
    return finished(c, draft, kind, { ...limits, ...cors, "X-Request-Id": origin.requestId });
  };
  const { tracing } = services;
  if (!tracing) return { answer, finished, limitsOfAddress };
  const traced: Answering["answer"] = (c, route, ...rest) => {
    const scheme = cameOverHttps(c.req.raw, trustedProxyHops) ? "https" : "http";
    const traceparent = c.req.header("traceparent") ?? null;
    return tracing.request({ method: c.req.method, route, scheme, traceparent }, () => answer(c, route, ...rest));
  };
  return { answer: traced, finished, limitsOfAddress };
}

function addressOf(c: Http, trustedProxyHops: number) {
  return clientAddress({ socketAddress: c.env?.socketAddress, headers: c.req.raw.headers, trustedProxyHops });
}

function originOf(c: Http, route: string, trustedProxyHops: number): Origin {
  const { ip, source } = addressOf(c, trustedProxyHops);
  const userAgent = c.req.header("user-agent")?.slice(0, 500) ?? null;
  return { requestId: newId(), method: c.req.method, route, ip, ipSource: source, userAgent };
}

function failure(error: unknown, { requestId, method }: Origin, { log }: Services): Draft {
  const known = problemOf(error);
  if (!known) log.error({ err: error, method }, "A request failed");
  const problem =
    known ?? new Problem("internal-error", "The error was recorded. Quote the request id when you ask about it.");
  return jsonDraft(problem.status, problem.document(requestId), {
    ...problem.extras.headers,
    "Content-Type": "application/problem+json",
  });
}
