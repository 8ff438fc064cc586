import { permissionsPolicy } from "./permissions-policy.ts";

/** What a response is, which decides what it may do in a browser and who may keep it. */
export type ResponseKind = "page" | "asset" | "api" | "download" | "docs";

/** The policies that scripts may create; the app's own is for worker URLs, DOMPurify's is for the reference page. */
export const trustedTypesPolicies = { page: "nextcrm-worker-url", docs: "dompurify" } as const;

type Directives = Record<string, string>;

const reports = "/api/reports";
/** The endpoint that browsers send all kinds of reports to unless a field names another. */
const reportTo = "default";

const nothing: Directives = {
  "default-src": "'none'",
  "base-uri": "'none'",
  "form-action": "'self'",
  "frame-ancestors": "'none'",
  "require-trusted-types-for": "'script'",
  "report-uri": reports,
};

const ownScripts: Directives = {
  ...nothing,
  "script-src": "'self'",
  "style-src": "'self'",
  "img-src": "'self'",
  "font-src": "'self'",
  "connect-src": "'self'",
};

const contentPolicies: Record<ResponseKind, Directives> = {
  page: {
    ...ownScripts,
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "trusted-types": trustedTypesPolicies.page,
  },
  // Swagger UI's style sheet draws its icons from data URLs.
  docs: { ...ownScripts, "img-src": "'self' data:", "trusted-types": trustedTypesPolicies.docs },
  asset: { ...nothing, "trusted-types": "'none'" },
  api: { ...nothing, "trusted-types": "'none'" },
  download: { ...nothing, "trusted-types": "'none'", sandbox: "" },
};

/** Workers are same-origin whatever a policy says, and so stay with us. */
function assetsFrom(origin: string): Directives {
  const names = ["script-src", "style-src", "img-src", "font-src"];
  return Object.fromEntries(names.map((name) => [name, `'self' ${origin}`]));
}

/** Assets are nobody's secret: pages get them from the CDN, which passes these fields on. */
const forOtherOrigins = { "Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin" };

const caching: Record<ResponseKind, string> = {
  // The page is the same for everybody and names hashed assets: it must be asked for again each time.
  page: "no-cache",
  docs: "no-cache",
  asset: "public, max-age=31536000, immutable",
  api: "no-store",
  download: "no-store",
};

const always: Record<string, string> = {
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  // `no-referrer` would make browsers send `Origin: null` with forms, which is refused as cross-site.
  "Referrer-Policy": "same-origin",
  "Permissions-Policy": permissionsPolicy,
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Origin-Agent-Cluster": "?1",
  "X-Permitted-Cross-Domain-Policies": "none",
  "X-DNS-Prefetch-Control": "off",
  "X-XSS-Protection": "0",
};

const overHttps = {
  "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
  "Reporting-Endpoints": `${reportTo}="${reports}"`,
  "Cross-Origin-Opener-Policy": `${always["Cross-Origin-Opener-Policy"]}; report-to="${reportTo}"`,
  "Cross-Origin-Embedder-Policy": `${always["Cross-Origin-Embedder-Policy"]}; report-to="${reportTo}"`,
};

// Over plain HTTP browsers know no endpoints, and with `report-to` they would not look at `report-uri`.
const directivesOverHttps: Directives = { "report-to": reportTo, "upgrade-insecure-requests": "" };

const ready = new Map<string, Readonly<Record<string, string>>>();

/**
 * The security and caching fields of every response that leaves this process: the only place where they are written.
 * `https` says that it leaves over HTTPS. The object is shared and frozen: copy it to add to it.
 */
export function securityHeaders(response: {
  kind: ResponseKind;
  https: boolean;
  /** The origin of ASSET_BASE_URL. */
  assets?: string | undefined;
}): Readonly<Record<string, string>> {
  const id = `${response.kind} ${response.https} ${response.assets}`;
  const known = ready.get(id);
  if (known) return known;
  const headers = Object.freeze({
    "Content-Security-Policy": contentPolicy(response.kind, response.https, response.assets),
    ...always,
    ...(response.kind === "asset" && response.assets !== undefined ? forOtherOrigins : {}),
    ...(response.https ? overHttps : {}),
    "Cache-Control": caching[response.kind],
  });
  ready.set(id, headers);
  return headers;
}

const named = new Set(Object.keys(securityHeaders({ kind: "page", https: true })).map((name) => name.toLowerCase()));

/** Whether a field is written here, so that nothing else may write it. In lower case. */
export function isSecurityField(name: string): boolean {
  return named.has(name);
}

function contentPolicy(kind: ResponseKind, https: boolean, assets: string | undefined): string {
  const others = kind === "page" && assets !== undefined ? assetsFrom(assets) : {};
  const directives = { ...contentPolicies[kind], ...others, ...(https ? directivesOverHttps : {}) };
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`.trim())
    .join("; ");
}
