/** What pages elsewhere may read of an answer besides its body. */
const exposed = [
  "RateLimit",
  "RateLimit-Policy",
  "X-RateLimit-Limit",
  "X-RateLimit-Remaining",
  "X-RateLimit-Reset",
  "Retry-After",
  "X-Request-Id",
  "ETag",
  "Content-Disposition",
  "Content-Range",
].join(", ");

/** What they may send. */
const accepted = [
  "Authorization",
  "Content-Type",
  "Content-Digest",
  "Content-Disposition",
  "Idempotency-Key",
  "If-Match",
  "If-None-Match",
  "If-Range",
  "Range",
].join(", ");

const preflightSeconds = 7_200;

/**
 * The CORS fields of an API answer: the origins that are named may read it, with an API key. Cookies are for our own
 * pages, so that `Access-Control-Allow-Credentials` is never said. Without any such origin there are none.
 */
export function crossOriginFields(request: Request, origins: readonly string[]): Record<string, string> {
  if (origins.length === 0) return {};
  const origin = request.headers.get("origin");
  if (origin === null || !origins.includes(origin)) return { Vary: "Origin" };
  return { "Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": exposed, Vary: "Origin" };
}

/** What a browser that asks before it sends is told; null where that is not what is asked, or the origin is not named. */
export function preflightFields(
  request: Request,
  origins: readonly string[],
  methods: readonly string[],
): Record<string, string> | null {
  const { method, headers } = request;
  const asks = method === "OPTIONS" && headers.has("access-control-request-method");
  if (!asks || methods.length === 0 || !origins.includes(headers.get("origin") ?? "")) return null;
  return {
    "Access-Control-Allow-Methods": methods.join(", "),
    "Access-Control-Allow-Headers": accepted,
    "Access-Control-Max-Age": String(preflightSeconds),
  };
}
