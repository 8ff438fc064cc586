import { forwardedMember, hopOf } from "./forwarding.ts";

/**
 * Whether a request came over HTTPS: because this process was spoken to so, or because the outermost trusted proxy says
 * it was. What a caller writes into those fields is never looked at where there is no such proxy.
 */
export function cameOverHttps(request: Request, trustedProxyHops: number): boolean {
  if (request.url.startsWith("https:")) return true;
  if (trustedProxyHops === 0) return false;
  const plain = request.headers.get("x-forwarded-proto");
  if (plain !== null) return hopOf(plain, trustedProxyHops).toLowerCase() === "https";
  const standard = request.headers.get("forwarded");
  return standard !== null && forwardedMember(hopOf(standard, trustedProxyHops), "proto")?.toLowerCase() === "https";
}
