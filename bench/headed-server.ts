import { memoryLimiter } from "../src/adapters/memory-limiter.ts";
import { systemClock } from "../src/adapters/system-clock.ts";
import { clientAddress } from "../src/http/client-address.ts";
import { crossOriginFields } from "../src/http/cross-origin.ts";
import { listen } from "../src/http/listen.ts";
import { isSameOrigin } from "../src/http/same-origin.ts";
import { securityHeaders } from "../src/http/security-headers.ts";
import { cameOverHttps } from "../src/http/transport.ts";
import { newId } from "../src/identifier.ts";
import { rateLimitHeaders } from "../src/limits/headers.ts";

/** One handler, bare at `/bare`, and with all that the product does about header fields of requests and answers. */
const body = JSON.stringify({ data: "x".repeat(500) });
const publicUrl = "https://crm.example.test";
const policy = { name: "address", scope: "address", limit: 1_000_000_000, windowSeconds: 60 } as const;
// What a limit costs is another benchmark's; here is what telling of it costs.
const decisions = await memoryLimiter({ clock: systemClock }).peek([{ policy, key: "192.0.2.1" }]);

function bare(): Response {
  return new Response(body, { status: 200, headers: { "Content-Type": "application/json" } });
}

function headed(request: Request, socketAddress: string | null | undefined): Response {
  clientAddress({ socketAddress, headers: request.headers, trustedProxyHops: 1 });
  isSameOrigin(request, publicUrl);
  const https = cameOverHttps(request, 1);
  return new Response(body, {
    status: 200,
    headers: {
      "Content-Type": "application/json",
      ...securityHeaders({ kind: "api", https }),
      ...rateLimitHeaders(decisions),
      ...crossOriginFields(request, []),
      "X-Request-Id": newId(),
    },
  });
}

const { port } = await listen(
  async (request, { socketAddress }) => (request.url.endsWith("/bare") ? bare() : headed(request, socketAddress)),
  { port: 0, host: "127.0.0.1" },
);
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send!({ cpuMicroseconds: user + system });
});
process.on("disconnect", () => process.exit());
process.send!({ port });
