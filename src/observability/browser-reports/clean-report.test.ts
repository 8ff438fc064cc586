import fc from "fast-check";
import { expect, test } from "vitest";
import { cleanReports } from "./clean-report.ts";

const site = "https://crm.example.test";
const id = "0199f0c1-7a10-7000-8000-000000000001";

test("a report of CSP 2, without what may be secret or name somebody", () => {
  const report = {
    "document-uri": `${site}/invitations/pQ8-secret-token_0123456789?email=ada@example.test#x`,
    referrer: "https://mail.example.test/ada",
    "violated-directive": "script-src-elem",
    "effective-directive": "script-src-elem",
    "blocked-uri": "https://evil.example/ada?x=1",
    "source-file": `${site}/assets/index-CODz7nOo.js?v=1`,
    "line-number": 12,
    "column-number": 4,
    "script-sample": "",
    disposition: "enforce",
  };
  expect(cleanReports({ "csp-report": report }, site)).toEqual([
    {
      kind: "csp-violation",
      page: "/invitations/…",
      about: "script-src-elem",
      blocked: "https://evil.example",
      source: "/assets/index-CODz7nOo.js",
      line: 12,
      column: 4,
      sample: null,
      enforced: true,
    },
  ]);
});

test("reports of the Reporting API, those of kinds that are known", () => {
  const url = `${site}/contacts/${id}`;
  const csp = {
    documentURL: url,
    blockedURL: "trusted-types-sink",
    effectiveDirective: "require-trusted-types-for",
    sample: "Element innerHTML|<p>Ada Lovelace</p>",
    disposition: "report",
  };
  const reports = cleanReports(
    [
      { type: "csp-violation", url, body: csp },
      { type: "permissions-policy-violation", url, body: { policyId: "geolocation", disposition: "enforce" } },
      {
        type: "coop",
        url,
        body: { type: "navigation-to-response", previousResponseURL: "https://mail.example.test/i?q" },
      },
      { type: "coep", url, body: { type: "corp", blockedURL: "data:image/png;base64,AAAA" } },
      { type: "network-error", url, body: {} },
      null,
    ],
    site,
  );
  expect(reports).toMatchObject([
    { kind: "csp-violation", page: "/contacts/…", sample: "Element innerHTML", enforced: false },
    { kind: "permissions-policy-violation", about: "geolocation", enforced: true },
    { kind: "coop", about: "navigation-to-response", blocked: "https://mail.example.test" },
    { kind: "coep", about: "corp", blocked: "data" },
  ]);
});

test.each([{}, { "csp-report": 1 }, "text", 4, null])("%j is no report", (body) => {
  expect(cleanReports(body, site)).toBeNull();
});

test("whatever is sent, no more is kept than can be stored and read", () => {
  const anything = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.jsonValue(),
  );
  const names = [
    "documentURL",
    "blockedURL",
    "effectiveDirective",
    "sourceFile",
    "sample",
    "lineNumber",
    "disposition",
  ];
  const body = fc.record(Object.fromEntries(names.map((name) => [name, anything])));
  fc.assert(
    fc.property(fc.array(fc.record({ type: fc.constant("csp-violation"), url: anything, body })), (sent) => {
      const kept = cleanReports(sent, site)!;
      expect(kept.length).toBe(Math.min(sent.length, 50));
      for (const report of kept) {
        expect(JSON.stringify(report).length).toBeLessThan(1_500);
        expect(JSON.stringify(report)).not.toMatch(/\\u0000|\\ud[89a-f]/);
        for (const address of [report.page, report.blocked ?? "", report.source ?? ""])
          expect(address).not.toMatch(/[#]|.\?/);
      }
    }),
  );
});
