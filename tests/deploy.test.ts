import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { parse } from "yaml";
import { methodOf, pathOf } from "../src/api/endpoint.ts";
import { describeSettings, loadConfig } from "../src/config.ts";
import { endpoints } from "../src/http/endpoints.ts";
import { policyNames } from "../src/limits/policies.ts";
import { checkNames } from "../src/telemetry/health/check.ts";
import { testApp } from "./app.ts";
import { needsSystemd } from "./needs.ts";
import { ownRedis } from "./redis.ts";

const root = join(import.meta.dirname, "..");
const text = (path: string) => readFileSync(join(root, "deploy", path), "utf8");

/** Good for a hundred years, and for nothing else. */
const certificate = `-----BEGIN CERTIFICATE-----
MIIBizCCATGgAwIBAgIUKxMMtwqCMYjz+9ZL7kzleZsVne4wCgYIKoZIzj0EAwIw
GjEYMBYGA1UEAwwPY3JtLmV4YW1wbGUuY29tMCAXDTI2MTEyMzA2MjIyMloYDzIx
MjYxMDMwMDYyMjIyWjAaMRgwFgYDVQQDDA9jcm0uZXhhbXBsZS5jb20wWTATBgcq
hkjOPQIBBggqhkjOPQMBBwNCAAR/bYCJmAhalLk4dmTF6TnKQs54qDrU0QnjLu1x
L+cZX7JVPBeWu4eEVZxxbB51t7etyb+6Ad8D3JLWxO8c9oDmo1MwUTAdBgNVHQ4E
FgQUtt2CVi6+qfBN/6kf4i0cxr0iX5EwHwYDVR0jBBgwFoAUtt2CVi6+qfBN/6kf
4i0cxr0iX5EwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEA+baR
ZLR6eeZ7Vuey3Igmaj5OnWEJVRzSfkQrV9h2dm0CIHIJSs3IRlgF2eiTR4TFcBf5
LryQrrgxoK03/6rFzXLj
-----END CERTIFICATE-----
`;

/** One report of a browser, and as much of all else as anybody likes. */
const rateOf = (name: string) => ({ limit: name === "reports" ? 1 : 1_000_000, windowSeconds: 3600 });

/** By name: each series' labels. */
const told = new Map<string, Record<string, string>[]>();
const redis = await ownRedis();
afterAll(() => redis.kill());

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "nextcrm-deploy-"));
  const [pem, stamp] = [join(folder, "certificate.pem"), join(folder, "backup-stamp")];
  writeFileSync(pem, certificate);
  writeFileSync(stamp, "");
  const app = await testApp({
    environment: {
      REDIS_URL: redis.url,
      TLS_CERTIFICATE: pem,
      BACKUP_STAMP: stamp,
      LIMITS: JSON.stringify(Object.fromEntries(policyNames.map((name) => [name, rateOf(name)]))),
    },
  });
  const report = { "csp-report": { "document-uri": "http://localhost:3000/" } };
  for (const status of [204, 429]) expect((await app.nobody.post("/api/reports", report)).status).toBe(status);
  // What was looked at is told, and jobs once one has run.
  await app.nobody.get("/api/health");
  const invitation = { email: "new@example.test", role: "viewer" };
  expect((await app.as("ada").post("/api/organization/invitations", invitation)).status).toBe(201);
  const scraped = async () => (await app.nobody.get("/api/metrics")).text;
  const metrics = await vi.waitFor(
    async () => {
      const found = await scraped();
      expect(found).toContain("nextcrm_job_duration_seconds_bucket{");
      return found;
    },
    { timeout: 60_000, interval: 200 },
  );
  for (const line of metrics.split("\n").filter((one) => one !== "" && !one.startsWith("#"))) {
    const [, name, labels = ""] = /^(\w+)(?:\{(.*)\})? /.exec(line)!;
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label, value]) => [label!, value!]);
    told.set(name!, [...(told.get(name!) ?? []), Object.fromEntries(pairs)]);
  }
}, 120_000);

const functions = /^(sum|min|max|topk|rate|increase|histogram_quantile|vector|by|and|or|bool|on|ignoring|without)$/;
/** What Prometheus itself says. */
const ofPrometheus: Record<string, string[]> = { up: ["job", "instance"], ALERTS: ["alertname", "alertstate"] };

/** What an expression names that the product does not tell, as sentences. */
function unknownIn(expression: string): string[] {
  const wrong: string[] = [];
  const labels = new Set(["instance", "job"]);
  const rest = expression.replaceAll(/(\w+)\{([^}]*)\}/g, (_, name: string, matchers: string) => {
    for (const [, label, operator, value] of matchers.matchAll(/(\w+)(=~|!~|!=|=)"([^"]*)"/g))
      if (!isTold(name, label!, operator === "=" ? value! : null)) wrong.push(`${name}{${label}${operator}"${value}"}`);
    return ` ${name} `;
  });
  const by = rest.replaceAll(/\bby \(([^)]*)\)/g, (_, list: string) => {
    for (const label of list.split(",")) labels.add(label.trim());
    return " ";
  });
  const names = [...by.replaceAll(/\[\w+\]/g, " ").matchAll(/[A-Za-z_]\w*/g)]
    .map(([name]) => name)
    .filter((name) => !functions.test(name));
  if (names.length === 0) wrong.push("names no metric");
  for (const name of names) if (!told.has(name) && !(name in ofPrometheus)) wrong.push(`${name} is not told`);
  for (const label of labels)
    if (label !== "instance" && label !== "job" && !names.some((name) => isTold(name, label, null)))
      wrong.push(`by (${label}) is no label of ${names.join(", ")}`);
  return wrong;
}

function isTold(name: string, label: string, value: string | null): boolean {
  if (ofPrometheus[name]) return ofPrometheus[name].includes(label);
  // With a mail server nobody signs up unconfirmed, so that here there is none; nor is there a Stripe.
  if (label === "check" && (value === "mail" || value === "stripe")) return checkNames.some((check) => check === value);
  return (told.get(name) ?? []).some((series) => label in series && (value === null || series[label] === value));
}

test("what is not told is noticed", () => {
  expect(unknownIn("sum(nextcrm_sign_in_total)")).toEqual(["nextcrm_sign_in_total is not told"]);
  expect(unknownIn('rate(nextcrm_sign_ins_total{outcome="failure"}[1h])')).toHaveLength(1);
  expect(unknownIn('nextcrm_health_check{check="postgres"}')).toHaveLength(1);
  expect(unknownIn("sum by (organization) (nextcrm_organizations)")).toHaveLength(1);
  expect(unknownIn("max by (plan) (nextcrm_organizations) > 3")).toEqual([]);
});

interface Group {
  rules: { alert: string; expr: string; for: string; annotations: { summary: string; description: string } }[];
}

test("every metric and label of the rules for Prometheus is told by the running product", () => {
  const { groups } = parse(text("prometheus/rules.yml")) as { groups: Group[] };
  const rules = groups.flatMap((group) => group.rules);
  expect(rules.length).toBeGreaterThan(15);
  for (const { alert, expr, annotations } of rules) {
    expect(unknownIn(expr), alert).toEqual([]);
    expect(balanced(expr), alert).toBe(true);
    expect(annotations.summary, alert).not.toBe("");
  }
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
});

function balanced(expression: string): boolean {
  let depth = 0;
  for (const character of expression.replaceAll(/"[^"]*"/g, "")) {
    if ("([{".includes(character)) depth += 1;
    if (")]}".includes(character)) depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

interface Panel {
  title: string;
  type: string;
  id: number;
  targets?: { expr: string }[];
}

test("every metric and label of the dashboard is told by the running product", () => {
  const { panels } = JSON.parse(text("grafana/dashboard.json")) as { panels: Panel[] };
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const drawn = panels.filter(({ type }) => type !== "row");
  expect(drawn.length).toBeGreaterThan(20);
  for (const { title, targets = [] } of drawn) {
    expect(targets, title).not.toEqual([]);
    for (const { expr } of targets) {
      expect(unknownIn(expr), title).toEqual([]);
      expect(balanced(expr), title).toBe(true);
    }
  }
});

const routes = new Set<string>(
  endpoints.filter(({ route }) => methodOf(route) === "GET").map(({ route }) => pathOf(route)),
);

test("Prometheus is sent where there are metrics, to rules that are there", () => {
  const config = parse(text("prometheus/prometheus.yml")) as {
    rule_files: string[];
    scrape_configs: { job_name: string; metrics_path: string }[];
  };
  expect(config.rule_files).toEqual(["rules.yml"]);
  const [scrape] = config.scrape_configs;
  expect([scrape!.job_name, routes.has(scrape!.metrics_path)]).toEqual(["nextcrm", true]);
  expect(text("prometheus/rules.yml")).toContain(`job="${scrape!.job_name}"`);
});

interface Service {
  environment?: Record<string, string>;
  depends_on?: Record<string, unknown> | string[];
  volumes?: string[];
}

const compose = parse(text("compose.yml"), { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, null>;
};
const settings = new Set<string>(describeSettings({}).map(({ name }) => name));
const example = [...text("env.example").matchAll(/^(\w+)=/gm)].map(([, name]) => name!);

test("compose.yml names settings that there are, with values that they take", () => {
  for (const name of ["nextcrm", "migrate"]) {
    const { environment = {} } = compose.services[name]!;
    expect(Object.keys(environment).filter((one) => !settings.has(one))).toEqual([]);
    const filled = Object.fromEntries(
      Object.entries(environment).map(([one, value]) => [
        one,
        value.replaceAll(/\$\{(\w+)[^}]*\}/g, (_, variable: string) => sample(variable)),
      ]),
    );
    expect(() => loadConfig(filled), name).not.toThrow();
  }
  expect(compose.services["nextcrm"]!.environment).not.toHaveProperty("DATABASE_OWNER_URL");
});

function sample(variable: string): string {
  if (variable === "NEXTCRM_DOMAIN") return "crm.example.com";
  return variable === "SMTP_URL" ? "" : "0123456789abcdef".repeat(4);
}

test("compose.yml is whole: its variables are in env.example, its services and volumes are there", () => {
  const used = new Set([...text("compose.yml").matchAll(/\$\{(\w+)/g)].map(([, name]) => name!));
  expect([...used].toSorted()).toEqual(example.toSorted());
  for (const [name, { depends_on: needs = [], volumes = [] }] of Object.entries(compose.services)) {
    const services = Array.isArray(needs) ? needs : Object.keys(needs);
    expect(
      services.filter((one) => !(one in compose.services)),
      name,
    ).toEqual([]);
    const named = volumes.map((volume) => volume.split(":")[0]!).filter((volume) => !volume.startsWith("."));
    expect(
      named.filter((one) => !(one in compose.volumes)),
      name,
    ).toEqual([]);
  }
});

test("the Caddyfile sends to the service, and asks addresses that there are", () => {
  const caddy = text("Caddyfile");
  expect(caddy).toContain("reverse_proxy nextcrm:3000");
  expect(compose.services).toHaveProperty("nextcrm");
  const paths = [...caddy.matchAll(/\/api\/\w+/g)].map(([path]) => path);
  expect(paths.filter((path) => !routes.has(path))).toEqual([]);
  const variables = [...caddy.matchAll(/\{\$(\w+)\}/g)].map(([, name]) => name!);
  expect(variables.filter((name) => !(name in compose.services["caddy"]!.environment!))).toEqual([]);
  expect((caddy.match(/\{/g) ?? []).length).toBe((caddy.match(/\}/g) ?? []).length);
});

test("the Dockerfile and the unit begin what is there", () => {
  const begun = /src\/cli\.ts/;
  for (const file of ["Dockerfile", "nextcrm.service"]) expect(text(file)).toMatch(begun);
  const named = [...text("nextcrm.service").matchAll(/^Environment=(.*)$/gm)].flatMap(([, line]) =>
    line!.split(" ").map((pair) => pair.split("=")[0]!),
  );
  expect(named.filter((name) => !settings.has(name))).toEqual([]);
});

test("systemd takes the unit", needsSystemd, () => {
  const folder = mkdtempSync(join(tmpdir(), "nextcrm-unit-"));
  const unit = join(folder, "nextcrm.service");
  // It looks whether what is begun is there.
  writeFileSync(unit, text("nextcrm.service").replaceAll("/opt/nextcrm", root));
  const { status, stderr } = spawnSync("systemd-analyze", ["verify", unit], { encoding: "utf8" });
  expect([status, stderr]).toEqual([0, ""]);
});
