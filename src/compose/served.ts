import type { Services } from "../api/services.ts";
import type { Config } from "../config.ts";
import { endpoints } from "../http/endpoints.ts";
import { openApiDocument } from "../http/openapi.ts";
import { serve } from "../http/serve.ts";
import { builtWebApp, webAppIn } from "../http/web-app.ts";
import type { Identity } from "../identity/identity.ts";
import { cookieNames } from "../identity/session-cookie.ts";

/** Everything that the product answers. */
export function served(config: Config, services: Services, who: Identity): ReturnType<typeof serve> {
  const { publicUrl, version } = services.settings;
  const sessionCookie = cookieNames(publicUrl).session;
  return serve({
    endpoints,
    services,
    callers: who.callers,
    auth: who.handleAuth,
    openapi: onceOnly(() => openApiDocument({ endpoints, version, publicUrl, sessionCookie })),
    webApp: webAppIn(builtWebApp, config.ASSET_BASE_URL),
    assetBaseUrl: config.ASSET_BASE_URL,
    trustedProxyHops: config.TRUSTED_PROXY_HOPS,
    corsOrigins: config.CORS_ORIGINS,
  });
}

/** Derived from the declarations when it is first asked for, since that takes a while. */
function onceOnly<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
