import { describe, expect, test } from "vitest";
import { actions, classOf, outcomes } from "./event.ts";
import type { Action, Outcome } from "./event.ts";
import { ocsfOf } from "./ocsf.ts";
import type { OcsfEvent } from "./ocsf.ts";
import type { LogEntry } from "./query.ts";

const organizationId = "019b0000-0000-7000-8000-00000000000a";

function entryOf(action: Action, resource: string, about: Partial<LogEntry> = {}): LogEntry {
  return {
    id: "019b0000-0000-7000-8000-000000000001",
    sequence: 41,
    action,
    class: classOf(action),
    resource,
    resourceId: "019b0000-0000-7000-8000-000000000002",
    resourceName: "Wayne",
    outcome: "success",
    reason: null,
    user: { id: "019b0000-0000-7000-8000-000000000003", name: "Mia", email: "mia@example.test" },
    actor: { type: "user", role: "member", sessionId: "s1", method: "session" },
    changes: null,
    targets: [],
    ipAddress: "198.51.100.7",
    userAgent: "Batcomputer/1",
    context: { requestId: "r1", method: "POST", route: "POST /api/accounts", ipSource: "socket" },
    createdAt: "2026-11-22T12:00:00.000Z",
    ...about,
  };
}

/** OCSF 1.8.0: what every class requires, and what each of ours requires beside it, with its activities' numbers. */
const base = ["activity_id", "category_uid", "class_uid", "metadata", "severity_id", "time", "type_uid"];
const classes: Record<number, { required: string[]; activities: number[]; oneOf?: string[] }> = {
  3001: { required: ["user"], activities: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] },
  3002: { required: ["user"], activities: [1, 2, 3, 4, 5, 6, 7], oneOf: ["service", "dst_endpoint"] },
  3004: { required: ["entity"], activities: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13] },
  3005: { required: ["user", "privileges"], activities: [1, 2] },
  3006: { required: ["group"], activities: [1, 2, 3, 4, 5, 6, 7, 8] },
  6003: { required: ["actor", "api", "src_endpoint"], activities: [1, 2, 3, 4] },
  6005: {
    required: ["actor", "src_endpoint"],
    activities: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    oneOf: ["database", "databucket", "table"],
  },
};
/** Objects that must say one of these, and what some of them must say in any case. */
const objects: Record<string, { required?: string[]; oneOf?: string[] }> = {
  metadata: { required: ["version", "product"] },
  user: { oneOf: ["account", "name", "uid"] },
  actor: { oneOf: ["process", "user", "invoked_by", "session", "app_name", "app_uid"] },
  src_endpoint: { oneOf: ["ip", "uid", "name", "hostname", "svc_name"] },
  api: { required: ["operation"] },
  entity: { oneOf: ["name", "uid", "device", "group", "org", "policy", "user"] },
};

function wrongIn(event: OcsfEvent): string[] {
  const declared = classes[event.class_uid];
  if (!declared) return [`no class ${event.class_uid}`];
  const present = (of: object, name: string) => (of as Record<string, unknown>)[name] !== undefined;
  const wrong = [...base, ...declared.required].filter((name) => !present(event, name));
  if (declared.oneOf && !declared.oneOf.some((name) => present(event, name))) wrong.push(declared.oneOf.join("|"));
  if (event.type_uid !== event.class_uid * 100 + event.activity_id) wrong.push("type_uid");
  if (event.category_uid !== Math.floor(event.class_uid / 1000)) wrong.push("category_uid");
  if (!declared.activities.includes(event.activity_id) && event.activity_id !== 99) wrong.push("activity_id");
  if (![0, 1, 2, 3, 4, 5, 6, 99].includes(event.severity_id)) wrong.push("severity_id");
  for (const [name, { required = [], oneOf }] of Object.entries(objects)) {
    const object = event[name] as object | undefined;
    if (object === undefined) continue;
    wrong.push(...required.filter((member) => !present(object, member)).map((member) => `${name}.${member}`));
    if (oneOf && !oneOf.some((member) => present(object, member))) wrong.push(`${name}.${oneOf.join("|")}`);
  }
  return wrong;
}

const resources = ["account", "user", "member", "organization", "api_key", "session", "audit_log", "two_factor"];
const variants: Record<string, Partial<LogEntry>> = {
  whole: {},
  "by the system": {
    user: null,
    actor: { type: "system", id: null, role: "owner", method: "internal" },
    ipAddress: null,
    userAgent: null,
    context: { requestId: "-", method: "-", route: "sweep", ipSource: "none" },
  },
  "after an erasure, of nothing in particular": {
    resourceId: null,
    resourceName: null,
    user: { id: "019b0000-0000-7000-8000-000000000003", name: null, email: null },
    ipAddress: null,
    userAgent: null,
  },
  "by somebody unknown": { user: null, actor: { type: "anonymous", id: null }, context: {} },
};

describe.each(actions)("%s", (action) => {
  test.each(outcomes)("as %s has what its class requires, whoever did it to whatever", (outcome: Outcome) => {
    for (const resource of resources)
      for (const [variant, about] of Object.entries(variants)) {
        const event = ocsfOf(entryOf(action, resource, { ...about, outcome, reason: "because" }), organizationId);
        expect(wrongIn(event), `${resource}, ${variant}`).toEqual([]);
        expect(event.activity_name, `${resource}, ${variant}`).toMatch(/^[A-Z]/);
        expect(event).toMatchObject({
          status_id: outcome === "success" ? 1 : 2,
          status_detail: "because",
          time: 1_795_348_800_000,
          unmapped: { action, outcome, resource },
        });
      }
  });
});

const seen = (action: Action, resource: string, about?: Partial<LogEntry>) =>
  ocsfOf(entryOf(action, resource, about), organizationId).type_uid;

test("acts are what analysts look for", () => {
  expect(seen("LOGIN", "session")).toBe(300_201);
  expect(seen("LOGOUT", "session")).toBe(300_202);
  expect(seen("CREATE", "user")).toBe(300_101);
  expect(seen("UPDATE", "user", { changes: { password: { from: "***", to: "***" } } })).toBe(300_103);
  expect(seen("UPDATE", "user", { changes: { theme: { from: "light", to: "dark" } } })).toBe(300_199);
  expect(seen("ROLE_CHANGE", "member")).toBe(300_501);
  expect(seen("CREATE", "member")).toBe(300_603);
  expect(seen("REMOVE", "member")).toBe(300_604);
  expect(seen("INVITE", "invitation")).toBe(300_401);
  expect(seen("DELETE", "api_key")).toBe(300_404);
  expect(seen("SETTINGS_CHANGE", "organization")).toBe(300_403);
  expect(seen("CREATE", "account")).toBe(600_301);
  expect(seen("UPDATE", "account")).toBe(600_303);
  expect(seen("ERASE", "contact")).toBe(600_304);
  expect(seen("RESTORE", "account")).toBe(600_399);
  expect(seen("VIEW", "account")).toBe(600_501);
  expect(seen("VIEW", "account", { resourceId: null })).toBe(600_508);
  expect(seen("EXPORT", "account")).toBe(600_504);
  expect(seen("VERIFY", "audit_log")).toBe(600_504);
  expect(seen("IMPORT", "account")).toBe(600_505);
  expect(seen("DENIED", "account")).toBe(600_301);
  expect(seen("DENIED", "account", { context: { method: "DELETE" } })).toBe(600_304);
});

test("who, from where, when, what changed, and where in our log", () => {
  const event = ocsfOf(
    entryOf("UPDATE", "account", { changes: { name: { from: "=Wayne", to: "Wayne" } } }),
    organizationId,
  );
  expect(event).toMatchObject({
    metadata: {
      version: "1.8.0",
      product: { name: "NextCRM", vendor_name: "NextCRM" },
      uid: "019b0000-0000-7000-8000-000000000001",
      sequence: 41,
      event_code: "UPDATE",
      tenant_uid: organizationId,
      correlation_uid: "r1",
    },
    actor: {
      user: { uid: "019b0000-0000-7000-8000-000000000003", name: "Mia", email_addr: "mia@example.test", type_id: 1 },
      session: { uid: "s1" },
    },
    src_endpoint: { ip: "198.51.100.7" },
    http_request: { http_method: "POST", user_agent: "Batcomputer/1", uid: "r1" },
    api: { operation: "POST /api/accounts" },
    resources: [{ type: "account", uid: "019b0000-0000-7000-8000-000000000002", name: "Wayne" }],
    unmapped: { changes: { name: { from: "=Wayne", to: "Wayne" } } },
  });
});

test("refusals that repeated are one event with their count", () => {
  const context = { method: "GET", requestId: "r1", repeated: 12, since: "2026-11-22T11:55:00.000Z" };
  const event = ocsfOf(entryOf("DENIED", "account", { outcome: "denied", context }), organizationId);
  expect(event).toMatchObject({ count: 12, start_time: 1_795_348_500_000, severity_id: 3, activity_id: 2 });
});
