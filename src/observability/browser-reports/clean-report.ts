/** What is kept of a browser's report. Who sent it, from which address and in which browser is not. */
export interface CleanReport {
  kind: ReportKind;
  /** The path of our own page; the origin where it is none of ours. */
  page: string;
  /** The directive, feature or deprecation that it is about. */
  about: string | null;
  /** A word such as `inline` or a scheme, an origin elsewhere, or a path of ours. */
  blocked: string | null;
  source: string | null;
  line: number | null;
  column: number | null;
  sample: string | null;
  enforced: boolean;
}

export const reportKinds = [
  "csp-violation",
  "permissions-policy-violation",
  "coop",
  "coep",
  "integrity-violation",
  "deprecation",
  "intervention",
  "crash",
] as const;
export type ReportKind = (typeof reportKinds)[number];

const mostReports = 50;
const longestSample = 40;

/**
 * The reports of a body, cleaned: `application/reports+json` is a list (Reporting API), `application/csp-report` one
 * object (CSP 2). What is of no known kind is left out. Null where the body is neither.
 */
export function cleanReports(body: unknown, publicUrl: string): CleanReport[] | null {
  if (Array.isArray(body)) {
    return body.slice(0, mostReports).flatMap((one: unknown) => {
      const { type, url, body: said } = membersOf(one);
      const kind = reportKinds.find((known) => known === type);
      return kind ? [clean(kind, membersOf(said), url, publicUrl)] : [];
    });
  }
  const { "csp-report": older } = membersOf(body);
  if (typeof older !== "object" || older === null) return null;
  return [clean("csp-violation", membersOf(older), undefined, publicUrl)];
}

type Members = Record<string, unknown>;

function membersOf(value: unknown): Members {
  return typeof value === "object" && value !== null ? (value as Members) : {};
}

/** The first of these names that is there: each specification has its own. */
function first(members: Members, ...names: string[]): unknown {
  return names.map((name) => members[name]).find((value) => value !== undefined && value !== null && value !== "");
}

function clean(kind: ReportKind, said: Members, url: unknown, publicUrl: string): CleanReport {
  const address = (...names: string[]) => addressOf(first(said, ...names), publicUrl);
  return {
    kind,
    page: address("documentURL", "document-uri") ?? addressOf(url, publicUrl) ?? "?",
    about: wordOf(
      first(said, "effectiveDirective", "effective-directive", "violated-directive", "policyId", "featureId", "id") ??
        first(said, "type", "reason"),
    ),
    blocked: address("blockedURL", "blocked-uri", "nextResponseURL", "previousResponseURL", "openerURL"),
    source: address("sourceFile", "source-file"),
    line: numberOf(first(said, "lineNumber", "line-number")),
    column: numberOf(first(said, "columnNumber", "column-number")),
    sample: sampleOf(first(said, "sample", "script-sample")),
    enforced: kind !== "deprecation" && !["report", "reporting"].some((told) => told === said["disposition"]),
  };
}

/** Never a query, a fragment, or a part of a path that may be a secret or name somebody. */
function addressOf(value: unknown, publicUrl: string): string | null {
  if (typeof value !== "string") return null;
  if (/^[a-z][a-z-]{0,39}$/.test(value)) return value;
  const url = URL.parse(value.slice(0, 4_000));
  if (!url) return null;
  if (!/^(https?|wss?):$/.test(url.protocol)) return url.protocol.slice(0, -1).slice(0, 40);
  return url.origin === publicUrl ? pathOf(url.pathname) : url.origin.slice(0, 200);
}

function pathOf(pathname: string): string {
  const known = /^\/assets\/[\w.-]{1,100}$/.test(pathname);
  if (known) return pathname;
  const parts = pathname.split("/").slice(0, 10);
  return parts.map((part) => (/^([a-z]+[-_.]?){0,4}$/.test(part) && part.length <= 30 ? part : "…")).join("/");
}

function wordOf(value: unknown): string | null {
  if (typeof value !== "string") return null;
  return value.replace(/[^\w .:/-]/g, "").slice(0, 60) || null;
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < 2 ** 31 ? value : null;
}

/** Of what went into a sink of Trusted Types only the sink's name: the rest is what a page was about to show. */
function sampleOf(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const [sink = ""] = value.split("|");
  const text = sink.slice(0, longestSample).toWellFormed();
  return text.replace(/\p{Cc}/gu, " ").trim() || null;
}
