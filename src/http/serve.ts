import { Hono } from "hono";
import { methodOf, pathOf, placeholder } from "../api/endpoint.ts";
import type { Endpoint } from "../api/endpoint.ts";
import { perform } from "../api/perform.ts";
import type { Resolver } from "../api/perform.ts";
import type { Origin } from "../access/caller.ts";
import { answering } from "./answering.ts";
import type { AnsweringSettings, Bindings, Connection, Http, Told } from "./answering.ts";
import { preflightFields } from "./cross-origin.ts";
import { draftOf, draftOfReply, squeezed } from "./draft.ts";
import { documentEndpoint, methodsAt, missing } from "./own-endpoints.ts";
import { appPage, docsPage } from "./pages.ts";
import { isSameOrigin } from "./same-origin.ts";
import type { WebApp } from "./web-app.ts";

interface Settings extends AnsweringSettings {
  endpoints: readonly Endpoint[];
  callers: Resolver;
  /** Answers everything under `/api/auth/`. */
  auth(request: Request, origin: Origin, told: Told): Promise<Response>;
  openapi(): unknown;
  webApp: WebApp;
}

/** The whole product as one function from a web-standard request to a response. */
export function serve(settings: Settings): (request: Request, connection?: Connection) => Promise<Response> {
  const { endpoints, services, callers, auth, webApp, corsOrigins } = settings;
  const { metrics } = services;
  const leaving = answering(settings);
  const { answer } = leaving;

  const performed = (c: Http, endpoint: Endpoint) =>
    answer(c, endpoint.route, async (origin, told) => {
      const sameOrigin = isSameOrigin(c.req.raw, services.settings.publicUrl);
      const arrival = { request: c.req.raw, path: c.req.param() as Record<string, string>, origin, sameOrigin };
      const draft = draftOfReply(await perform(endpoint, arrival, callers, services, told));
      return endpoint.compressed ? squeezed(draft, c.req.header("accept-encoding") ?? "") : draft;
    });
  const unrouted = (c: Http) => {
    const methods = methodsAt(c.req.path, endpoints);
    const asked = preflightFields(c.req.raw, corsOrigins, methods);
    if (!asked) return performed(c, missing(methods));
    return answer(c, "any /api", async () => ({ status: 204, headers: asked, body: null }));
  };

  const app = new Hono<Bindings>();
  app.all("/api/auth/*", (c) =>
    answer(c, "any /api/auth", async (origin, told) => draftOf(await auth(c.req.raw, origin, told)), "ours").then(
      (response) => {
        metrics.triedToSignIn(c.req.path, response.status);
        return response;
      },
    ),
  );
  app.get("/api/openapi.json", (c) => performed(c, documentEndpoint(settings.openapi)));
  app.get("/api/docs/:file?", (c) => docsPage(c, leaving));
  for (const endpoint of endpoints) {
    const path = pathOf(endpoint.route).replaceAll(placeholder, (_, name, rest) => `:${name}${rest ? "{.+}" : ""}`);
    app.on(methodOf(endpoint.route), path, (c) => performed(c, endpoint));
  }
  app.all("/api/*", (c) => unrouted(c));
  app.all("/api", (c) => unrouted(c));
  app.get("*", (c) => appPage(c, leaving, { webApp, metrics }));
  app.notFound((c) => unrouted(c));
  app.onError((error, c) => answer(c, "any", () => Promise.reject(error)));

  return async (request, connection = {}) => {
    metrics.underWay(1);
    try {
      return await app.fetch(request, connection);
    } finally {
      metrics.underWay(-1);
    }
  };
}
