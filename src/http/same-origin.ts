const harmless = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);

/**
 * Whether a request that changes something and is known by its cookie comes from our own pages. Browsers state where
 * it comes from in `Sec-Fetch-Site` and `Origin`, which no page can forge: at least one must be there, and none may
 * name another place. Our own place is PUBLIC_URL, or the host that the request itself is for.
 */
export function isSameOrigin(request: Request, publicUrl: string): boolean {
  if (harmless.has(request.method)) return true;
  const site = request.headers.get("sec-fetch-site");
  const origin = request.headers.get("origin");
  if (site === null && origin === null) return false;
  if (site !== null && site !== "same-origin") return false;
  return origin === null || origin === new URL(publicUrl).origin || isPlainHostOf(origin, request, publicUrl);
}

/** A page under another name of this very server, such as 127.0.0.1 for localhost. Over HTTPS there is one name. */
function isPlainHostOf(origin: string, request: Request, publicUrl: string): boolean {
  const host = request.headers.get("host") ?? new URL(request.url).host;
  return publicUrl.startsWith("http:") && origin === `http://${host.toLowerCase()}`;
}
