import { Hono } from "hono";
import type { Context as HonoContext } from "hono";
import { methodOf, NoInput, openEndpoint, pathOf, placeholder, unaudited } from "../api/endpoint.ts";
import type { Endpoint } from "../api/endpoint.ts";
import { problemOf } from "../api/failures.ts";
import { perform } from "../api/perform.ts";
import type { Resolver } from "../api/perform.ts";
import { Reply } from "../api/reply.ts";
import type { Services } from "../api/services.ts";
import { nobody } from "../access/caller.ts";
import type { Origin } from "../access/caller.ts";
import { newId } from "../identifier.ts";
import { rateLimitHeaders } from "../limits/headers.ts";
import { basePolicy, takeFor } from "../limits/subject.ts";
import { Problem } from "../problems.ts";
import { clientAddress } from "./client-address.ts";
import { compressed } from "./compressed.ts";
import { crossOriginFields, preflightFields } from "./cross-origin.ts";
import { docsAssets } from "./docs/assets.ts";
import { isSameOrigin } from "./same-origin.ts";
import { isSecurityField, securityHeaders } from "./security-headers.ts";
import type { ResponseKind } from "./security-headers.ts";
import { cameOverHttps } from "./transport.ts";
import type { WebApp } from "./web-app.ts";

interface Settings {
  endpoints: readonly Endpoint[];
  services: Services;
  callers: Resolver;
  /** Answers everything under `/api/auth/`. */
  auth(request: Request, origin: Origin, told: (limits: Record<string, string>) => void): Promise<Response>;
  openapi(): unknown;
  webApp: WebApp;
  trustedProxyHops: number;
  /** Where browsers get hashed files from, if not from here. */
  assetBaseUrl?: string | undefined;
  /** Whose pages may use the API with a key. */
  corsOrigins: readonly string[];
}

/** What the server knows about a connection; absent when the product is mounted elsewhere. */
export interface Connection {
  socketAddress?: string | null;
}

type Bindings = { Bindings: Connection };
type Http = HonoContext<Bindings>;

/** A response before it leaves: made into a Response once, because wrapping one again turns its text into a stream. */
interface Draft {
  status: number;
  headers: Record<string, string>;
  body: string | null | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
  /** Several fields of one name. */
  cookies?: string[];
}

type Told = (limits: Record<string, string>) => void;

/** The whole product as one function from a web-standard request to a response. */
export function serve(settings: Settings): (request: Request, connection?: Connection) => Promise<Response> {
  const app = new Hono<Bindings>();
  const assets = settings.assetBaseUrl === undefined ? undefined : new URL(settings.assetBaseUrl).origin;
  const publicHttps = settings.services.settings.publicUrl.startsWith("https:");

  app.all("/api/auth/*", (c) =>
    answer(c, "any /api/auth", async (origin, told) => draftOf(await settings.auth(c.req.raw, origin, told)), "ours"),
  );
  app.get("/api/openapi.json", (c) => performed(c, documentEndpoint(settings.openapi)));
  app.get("/api/docs/:file?", (c) => docs(c));
  for (const endpoint of settings.endpoints) {
    const path = pathOf(endpoint.route).replaceAll(placeholder, (_, name, rest) => `:${name}${rest ? "{.+}" : ""}`);
    app.on(methodOf(endpoint.route), path, (c) => performed(c, endpoint));
  }
  app.all("/api/*", (c) => unrouted(c));
  app.all("/api", (c) => unrouted(c));
  app.get("*", (c) => page(c));
  app.notFound((c) => unrouted(c));
  app.onError((error, c) => answer(c, "any", () => Promise.reject(error)));

  const performed = (c: Http, endpoint: Endpoint) =>
    answer(c, endpoint.route, async (origin, told) => {
      const sameOrigin = isSameOrigin(c.req.raw, settings.services.settings.publicUrl);
      const arrival = { request: c.req.raw, path: c.req.param() as Record<string, string>, origin, sameOrigin };
      const draft = draftOfReply(await perform(endpoint, arrival, settings.callers, settings.services, told));
      return endpoint.compressed ? squeezed(draft, c.req.header("accept-encoding") ?? "") : draft;
    });

  const unrouted = (c: Http) => {
    const methods = methodsAt(c.req.path, settings.endpoints);
    const asked = preflightFields(c.req.raw, settings.corsOrigins, methods);
    if (!asked) return performed(c, missing(methods));
    return answer(c, "any /api", async () => ({ status: 204, headers: asked, body: null }));
  };

  /** Better Auth's routes are for our own pages, everything else of the API may be for others' too. */
  async function answer(
    c: Http,
    route: string,
    respond: (origin: Origin, told: Told) => Promise<Draft>,
    whose: "ours" | "anyone's" = "anyone's",
  ): Promise<Response> {
    const started = performance.now();
    const { metrics } = settings.services;
    const origin = originOf(c, route);
    let limits: Record<string, string> | undefined;
    const draft = await respond(origin, (headers) => (limits = headers)).catch((error) => failure(error, origin));
    limits ??= await limitsOfAddress(origin);
    metrics.answered(
      c.req.method,
      route.slice(route.indexOf(" ") + 1),
      draft.status,
      (performance.now() - started) / 1_000,
    );
    const kind = "Content-Disposition" in draft.headers ? "download" : "api";
    const cors = whose === "ours" ? {} : crossOriginFields(c.req.raw, settings.corsOrigins);
    return finished(c, draft, kind, { ...limits, ...cors, "X-Request-Id": origin.requestId });
  }

  /** Where no bucket was asked: for pages, which cost nothing, and where it failed before anybody knew who asks. */
  async function limitsOfAddress({ ip }: Origin): Promise<Record<string, string>> {
    const { limiter, policies } = settings.services;
    const decisions = await limiter.peek([takeFor(basePolicy(policies, nobody), { caller: nobody, ip })]);
    return rateLimitHeaders(decisions);
  }

  function originOf(c: Http, route: string): Origin {
    const { ip, source } = clientAddress({
      socketAddress: c.env?.socketAddress,
      headers: c.req.raw.headers,
      trustedProxyHops: settings.trustedProxyHops,
    });
    const userAgent = c.req.header("user-agent")?.slice(0, 500) ?? null;
    return { requestId: newId(), method: c.req.method, route, ip, ipSource: source, userAgent };
  }

  function failure(error: unknown, origin: Origin): Draft {
    const known = problemOf(error);
    const { requestId, method, route } = origin;
    if (!known) settings.services.log.error({ err: error, requestId, method, route }, "A request failed");
    const problem =
      known ?? new Problem("internal-error", "The error was recorded. Quote the request id when you ask about it.");
    return jsonDraft(problem.status, problem.document(requestId), {
      ...problem.extras.headers,
      "Content-Type": "application/problem+json",
    });
  }

  /** Every response leaves through here, and gets its security fields here only. */
  function finished(
    c: Http,
    { status, headers, body, cookies }: Draft,
    kind: ResponseKind,
    fields: Record<string, string> = {},
  ): Response {
    const https = publicHttps && cameOverHttps(c.req.raw, settings.trustedProxyHops);
    const vary = [headers.Vary, fields.Vary].filter((names) => names !== undefined).join(", ");
    const response = new Response(body, {
      status,
      headers: { ...headers, ...securityHeaders({ kind, https, assets }), ...fields, ...(vary && { Vary: vary }) },
    });
    for (const cookie of cookies ?? []) response.headers.append("Set-Cookie", cookie);
    return response;
  }

  async function docs(c: Http): Promise<Response> {
    const asset = docsAssets(c.req.path);
    const limits = await limitsOfAddress(originOf(c, "GET /api/docs"));
    if (!asset) return finished(c, { status: 404, headers: {}, body: "Not found" }, "docs", limits);
    return finished(
      c,
      { status: 200, headers: { "Content-Type": asset.contentType }, body: asset.body },
      "docs",
      limits,
    );
  }

  async function page(c: Http): Promise<Response> {
    const started = performance.now();
    const { status, contentType, body, hashed, encoding } = await settings.webApp.file(
      c.req.path,
      c.req.header("accept-encoding") ?? "",
    );
    const seconds = (performance.now() - started) / 1_000;
    settings.services.metrics.answered(c.req.method, "/*", status, seconds);
    const headers = {
      "Content-Type": contentType,
      Vary: "Accept-Encoding",
      ...(encoding ? { "Content-Encoding": encoding } : {}),
    };
    // An asset is kept by caches that many share: what is left of one's bucket is not for the next.
    if (hashed) return finished(c, { status, headers, body }, "asset");
    return finished(c, { status, headers, body }, "page", await limitsOfAddress(originOf(c, "GET /")));
  }

  return async (request, connection = {}) => {
    settings.services.metrics.underWay(1);
    try {
      return await app.fetch(request, connection);
    } finally {
      settings.services.metrics.underWay(-1);
    }
  };
}

function jsonDraft(status: number, value: unknown, headers: Record<string, string> = {}): Draft {
  return { status, headers: { "Content-Type": "application/json", ...headers }, body: JSON.stringify(value) };
}

function draftOfReply({ status, headers, body }: Reply): Draft {
  if (body instanceof Response) return { status, headers, body: body.body };
  if (status === 204 || body === undefined) return { status, headers, body: null };
  return jsonDraft(status, body, headers);
}

async function squeezed(draft: Draft, accepted: string): Promise<Draft> {
  const headers = { ...draft.headers, Vary: "Accept-Encoding" };
  const small = typeof draft.body === "string" ? await compressed(draft.body, accepted) : undefined;
  if (!small) return { ...draft, headers };
  return { ...draft, headers: { ...headers, "Content-Encoding": small.encoding }, body: small.body };
}

function draftOf(response: Response): Draft {
  // Two fields of one name in other letters would become one with both values.
  const own = [...response.headers].filter(([name]) => name !== "set-cookie" && !isSecurityField(name));
  const headers = Object.fromEntries(own);
  return { status: response.status, headers, body: response.body, cookies: response.headers.getSetCookie() };
}

const free = {
  summary: "",
  may: "anyone",
  limit: "standard",
  audit: unaudited("tells of nobody"),
  input: NoInput,
  output: { status: 200 },
} as const;

function documentEndpoint(openapi: () => unknown): Endpoint {
  return openEndpoint({
    ...free,
    route: "GET /api/openapi.json",
    resource: "openapi",
    compressed: true,
    handle: async () => openapi(),
  }) as Endpoint;
}

/** What the declared endpoints take at a path. */
function methodsAt(path: string, endpoints: readonly Endpoint[]): string[] {
  const matches = (pattern: string) =>
    new RegExp(`^${pattern.replaceAll(placeholder, (_, __, rest) => (rest ? ".+" : "[^/]+"))}$`).test(path);
  return [...new Set(endpoints.filter(({ route }) => matches(pathOf(route))).map(({ route }) => methodOf(route)))];
}

/** An endpoint that answers what no declared one does: 405 with `Allow` where the path is known, else 404. */
function missing(methods: readonly string[]): Endpoint {
  return openEndpoint({
    ...free,
    route: "GET /api/*",
    resource: "route",
    handle: async () => {
      if (methods.length === 0) throw new Problem("not-found", "There is no such address.");
      const allow = methods.join(", ");
      throw new Problem("method-not-allowed", `This address takes ${allow}.`, { headers: { Allow: allow } });
    },
  }) as Endpoint;
}
