import { isIP } from "node:net";
import { hasBearer } from "../api/bearer.ts";
import { NoInput, openEndpoint, unaudited } from "../api/endpoint.ts";
import { Reply } from "../api/reply.ts";
import type { Origin } from "../access/caller.ts";
import { Problem } from "../problems.ts";

const openMetricsType = "application/openmetrics-text";

export const metricsEndpoints = [
  openEndpoint({
    route: "GET /api/metrics",
    summary: "Metrics for Prometheus: with METRICS_TOKEN as the bearer token, or, where none is set, from this machine",
    resource: "metrics",
    may: "anyone",
    limit: "free",
    audit: unaudited("tells of the installation, not of anybody"),
    unidentified: () => true,
    input: NoInput,
    output: { status: 200, media: ["text/plain", openMetricsType] },
    handle: async ({ headers }, { origin }, { metrics, settings }) => {
      if (settings.metricsToken === undefined) refuseFarAway(headers, origin);
      else if (!hasBearer(headers, settings.metricsToken))
        throw new Problem("not-signed-in", "Send METRICS_TOKEN as the bearer token.");
      const wantsOpen = (headers.get("accept") ?? "").includes(openMetricsType);
      const { contentType, text } = await metrics.expose(wantsOpen ? "openmetrics" : "prometheus");
      return Reply.stream(new Blob([text]).stream(), { "Content-Type": contentType, Vary: "Accept" });
    },
  }),
];

const proxyFields = ["x-forwarded-for", "forwarded", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via"];

/** A proxy on this machine connects from this machine, too: what came through one is from anywhere. */
function refuseFarAway(headers: Headers, { ip, ipSource }: Origin): void {
  const isProxied = proxyFields.some((name) => headers.has(name));
  if (ipSource === "socket" && ip !== null && isLoopback(ip) && !isProxied) return;
  throw new Problem("forbidden", "Metrics are told on this machine only, unless METRICS_TOKEN is set and sent.");
}

function isLoopback(ip: string): boolean {
  return isIP(ip) === 4 ? ip.startsWith("127.") : ip === "::1";
}
