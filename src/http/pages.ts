import type { Metrics } from "../telemetry/metrics/metrics.ts";
import type { Answering, Http } from "./answering.ts";
import { docsAssets } from "./docs/assets.ts";
import type { WebApp } from "./web-app.ts";

type Leaving = Pick<Answering, "finished" | "limitsOfAddress">;

/** A file of the API's reference. */
export async function docsPage(c: Http, { finished, limitsOfAddress }: Leaving): Promise<Response> {
  const asset = docsAssets(c.req.path);
  const limits = await limitsOfAddress(c);
  if (!asset) return finished(c, { status: 404, headers: {}, body: "Not found" }, "docs", limits);
  const headers = { "Content-Type": asset.contentType };
  return finished(c, { status: 200, headers, body: asset.body }, "docs", limits);
}

/** A page or a file of the web app. */
export async function appPage(
  c: Http,
  { finished, limitsOfAddress }: Leaving,
  { webApp, metrics }: { webApp: WebApp; metrics: Metrics },
): Promise<Response> {
  const started = performance.now();
  const accepted = c.req.header("accept-encoding") ?? "";
  const { status, contentType, body, hashed, encoding } = await webApp.file(c.req.path, accepted);
  metrics.answered(c.req.method, "/*", status, (performance.now() - started) / 1_000);
  const headers = {
    "Content-Type": contentType,
    Vary: "Accept-Encoding",
    ...(encoding ? { "Content-Encoding": encoding } : {}),
  };
  // An asset is kept by caches that many share: what is left of one's bucket is not for the next.
  if (hashed) return finished(c, { status, headers, body }, "asset");
  return finished(c, { status, headers, body }, "page", await limitsOfAddress(c));
}
