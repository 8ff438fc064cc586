import { CspEvaluator } from "csp_evaluator/dist/evaluator.js";
import { Severity } from "csp_evaluator/dist/finding.js";
import { CspParser } from "csp_evaluator/dist/parser.js";
import { expect, test } from "vitest";
import { securityHeaders, type ResponseKind } from "./security-headers.ts";

const kinds: ResponseKind[] = ["page", "asset", "api", "download", "docs"];

/** What Google's evaluator has to say of a policy, but for what is certainly all right. */
function findingsOf(policy: string): string[] {
  return new CspEvaluator(new CspParser(policy).csp)
    .evaluate()
    .filter(({ severity }) => severity !== Severity.NONE)
    .map(({ severity, directive, value }) => `${Severity[severity]} ${directive} ${value ?? ""}`.trim());
}

function policyOf(kind: ResponseKind, https = true): string {
  return securityHeaders({ kind, https })["Content-Security-Policy"]!;
}

// That our own scripts may run: nothing that users upload is served as one, and there is no JSONP.
const accepted = "MEDIUM_MAYBE script-src 'self'";

test.each(kinds)("an independent evaluator finds no hole in the policy of kind %s", (kind) => {
  const findings = kind === "page" || kind === "docs" ? [accepted] : [];
  expect(findingsOf(policyOf(kind, true))).toEqual(findings);
  expect(findingsOf(policyOf(kind, false))).toEqual(findings);
});

test.each([
  ["script-src 'self' 'unsafe-inline'", "HIGH script-src 'unsafe-inline'"],
  ["script-src 'self' 'unsafe-eval'", "MEDIUM_MAYBE script-src 'unsafe-eval'"],
  ["script-src 'self' https:", "HIGH script-src https:"],
  ["script-src *", "HIGH script-src *"],
  ["script-scr 'self'", "SYNTAX script-scr"],
])("it would find %s", (directive, finding) => {
  const policy = policyOf("page");
  expect(policy).toContain("script-src 'self'");
  expect(findingsOf(policy.replace("script-src 'self'", directive))).toContain(finding);
});
