import type { Rule } from "./rule.ts";

/** The table of docs/ALERTS.md. */
export function rulesAsMarkdown(rules: readonly Rule[]): string {
  const lines = rules.map((rule) => {
    const { name, measures, when, threshold, unit, least, most, holdsMinutes, backMinutes, severity, next } = rule;
    const bounds = least === most ? "" : `, ${least} to ${most}`;
    const back = least === most ? "" : ` at ${backOf(rule)}`;
    return `| \`${name}\` | ${severity} | ${measures} | ${when} ${threshold} ${unit}${bounds} | ${holdsMinutes} min | ${backMinutes} min${back} | ${next} |`;
  });
  return [
    "| Rule | | Measures | Threshold, bounds | Raised after | Back for | Next |",
    "|---|---|---|---|---|---|---|",
    ...lines,
  ].join("\n");
}

function backOf({ threshold, back }: Rule): number {
  return Number((threshold * back).toFixed(2));
}

/** What only somebody outside can tell. */
const fromOutside = `      - alert: NextCRMDown
        expr: up{job="nextcrm"} == 0
        for: 2m
        labels:
          severity: critical
        annotations:
          summary: "NextCRM does not answer"
          description: "Look whether the process runs and whether its port can be reached."
`;

/** deploy/prometheus/rules.yml: the rules that Prometheus can see, at their declared thresholds. */
export function rulesAsYaml(rules: readonly Rule[]): string {
  const head = [
    "# Made from src/observability/alerts/rules.ts by `node scripts/generate-alerts.ts`; docs/ALERTS.md says more.",
    "groups:",
    "  - name: nextcrm",
    "    rules:",
  ];
  return `${[...head, ...rules.flatMap(yamlOf)].join("\n")}\n${fromOutside}`;
}

function yamlOf({
  name,
  title,
  measures,
  when,
  threshold,
  unit,
  holdsMinutes,
  backMinutes,
  severity,
  next,
  prometheus,
}: Rule) {
  if (prometheus === null) return [];
  // JSON's strings are YAML's, too; the others are there for what has many quotes.
  const quoted = (text: string) => (text.includes('"') ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text));
  return [
    `      - alert: ${alertName(name)}`,
    `        expr: ${quoted(`(${prometheus}) ${when === "above" ? ">" : "<"} ${threshold}`)}`,
    `        for: ${holdsMinutes}m`,
    `        keep_firing_for: ${backMinutes}m`,
    "        labels:",
    `          severity: ${severity}`,
    "        annotations:",
    `          summary: ${quoted(title)}`,
    `          description: ${quoted(`${measures}: {{ $value }} ${unit}. ${next}`)}`,
  ];
}

/** `error_rate` is `NextCRMErrorRate` there. */
function alertName(name: string): string {
  return `NextCRM${name.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())}`;
}
