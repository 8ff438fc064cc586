import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rules } from "../src/observability/alerts/rules.ts";
import { rulesAsMarkdown, rulesAsYaml } from "../src/observability/alerts/written-rules.ts";

const root = join(import.meta.dirname, "..");
const docs = join(root, "docs/ALERTS.md");
const [begin, end] = ["<!-- from src/observability/alerts/rules.ts -->", "<!-- end -->"];

// tests/alert-rules.test.ts fails where one of them was forgotten.
const text = readFileSync(docs, "utf8");
const [before, after] = [text.slice(0, text.indexOf(begin)), text.slice(text.indexOf(end))];
writeFileSync(docs, `${before}${begin}\n\n${rulesAsMarkdown(rules)}\n\n${after}`);
writeFileSync(join(root, "deploy/prometheus/rules.yml"), rulesAsYaml(rules));
