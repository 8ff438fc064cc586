import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { rules } from "../src/observability/alerts/rules.ts";
import { rulesAsMarkdown, rulesAsYaml } from "../src/observability/alerts/written-rules.ts";

const text = (path: string) => readFileSync(join(import.meta.dirname, "..", path), "utf8");
const remedy = "Run `node scripts/generate-alerts.ts`.";

test("docs/ALERTS.md tells of the rules as they are declared", () => {
  expect(text("docs/ALERTS.md"), remedy).toContain(`-->\n\n${rulesAsMarkdown(rules)}\n\n<!--`);
});

test("deploy/prometheus/rules.yml is what is declared", () => {
  expect(text("deploy/prometheus/rules.yml"), remedy).toBe(rulesAsYaml(rules));
});
