import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventsOf, methodOf, pathOf, placeholder } from "../src/api/endpoint.ts";
import type { Route } from "../src/api/endpoint.ts";
import { actions, classOf } from "../src/audit/event.ts";
import { parseLeaf } from "../src/audit/leaf.ts";
import type { Leaf } from "../src/audit/leaf.ts";
import { recordTypes } from "../src/crm/record-types.ts";
import { endpoints } from "../src/http/endpoints.ts";
import { authRoutes } from "../src/identity/auth-routes.ts";
import { testApp } from "./app.ts";
import type { Answer, TestApp } from "./app.ts";
import * as billing from "./event-cases/billing.ts";
import { hasStripe, startStripe, stopStripe } from "./event-cases/stripe.ts";
import * as crm from "./event-cases/crm.ts";
import type { Call, Case, Cases } from "./event-cases/fixtures.ts";
import { identity, signingIn } from "./event-cases/identity.ts";
import * as observability from "./event-cases/observability.ts";
import * as operator from "./event-cases/operator.ts";
import * as privacy from "./event-cases/privacy.ts";
import { ofEveryType } from "./event-cases/records.ts";

/** A case for each endpoint: what calls it with success. An endpoint without one fails. */
const cases: Cases = {
  ...signingIn,
  ...identity,
  ...Object.assign(
    {},
    ...Object.values(billing),
    ...Object.values(crm),
    ...Object.values(observability),
    ...Object.values(operator),
    ...Object.values(privacy),
  ),
};

const declared = [
  ...Object.entries(authRoutes).map(([name, { audit, resource }]) => ({
    route: name.replace(" ", " /api/auth") as Route,
    audit,
    resource: resource as string,
  })),
  ...endpoints.map(({ route, audit, resource }) => ({ route, audit, resource })),
];
type Declared = (typeof declared)[number];

const names = new Set<string>(recordTypes.map(({ name }) => name));

function typeOf({ route }: Declared) {
  return recordTypes.find(({ plural }) => new RegExp(`^/api/${plural}(/|$)`).test(pathOf(route)));
}

/** The route with `{type}` for the plural of a type of record. */
function generalRoute(one: Declared): string {
  const type = typeOf(one);
  return type ? one.route.replace(`/api/${type.plural}`, "/api/{type}") : one.route;
}

function caseOf(one: Declared): Case | undefined {
  const [type, general] = [typeOf(one), ofEveryType[generalRoute(one)]];
  return cases[one.route] ?? (type && general && ((given) => general(given, type)));
}

let app: TestApp;

beforeAll(async () => {
  // Answers wait for their events, so that what is not there then will never be.
  const environment = { AUDIT_READS: "strict", WEBHOOK_ALLOW_PRIVATE: "true", QUOTAS: "off" };
  app = await testApp({ environment: { ...environment, ...(await startStripe()) } });
}, 60_000);

function clientOf({ as = "ada" }: Call) {
  return typeof as === "string" ? { client: app.as(as), id: app.userId(as) } : as;
}

function send({ route }: Declared, call: Call): Promise<Answer> {
  const at = [call.at ?? []].flat();
  const path = pathOf(route).replaceAll(placeholder, () => at.shift()!) + (call.query ?? "");
  return clientOf(call).client.send(methodOf(route), path, call.body, call.fields);
}

/** What the request left in the logs of all organizations and the operator's, in order. */
async function eventsFrom(answer: Answer): Promise<Leaf[]> {
  const requestId = answer.headers.get("x-request-id");
  const rows = await app.db.transaction({ role: "nextcrm_operator", readOnly: true }, (sql) =>
    sql.query<{ leaf: string }>("select leaf from audit_event where leaf like '%' || $1 || '%' order by id", [
      requestId,
    ]),
  );
  return rows.map(({ leaf }) => parseLeaf(leaf));
}

/** `UPDATE record` stands for every type of record. */
const isDeclared = ({ action, resource }: Leaf, one: Declared) =>
  eventsOf(one).some(
    (event) =>
      event.action === action && (event.resource === resource || (event.resource === "record" && names.has(resource))),
  );

/** Secondary events that were seen, by general route: `UPDATE record` needs to be provoked for one type only. */
const seen = new Map<string, Set<string>>();

describe.each(declared.map((one) => [one.route, one] as const))("%s", (_, one) => {
  test("records what it declares, and nothing else", async () => {
    const make = caseOf(one);
    if (!make) throw new Error(`Say in tests/event-cases how ${one.route} is called with success.`);
    const [main] = eventsOf(one);
    for (const [at, call] of [await make(app)].flat().entries()) {
      const answer = await send(one, call);
      const success = answer.status < 400 ? answer.status : undefined;
      expect(answer.status, answer.text.slice(0, 500)).toBe(call.status ?? success);
      const events = await eventsFrom(answer);
      await call.after?.();
      const beyond = events.filter((event) => !isDeclared(event, one));
      expect([...new Set(beyond.map(({ action, resource }) => `${action} ${resource}`))]).toEqual([]);
      note(generalRoute(one), events);
      if (at === 0 && main && call.status === undefined) expectMain(one, call, answer, events, main);
      for (const event of events) {
        expect(event).toMatchObject({ outcome: "success", context: { route: one.route, method: methodOf(one.route) } });
        expect(event.actor.id ?? null).toBe(call.actor?.(answer) ?? clientOf(call).id);
      }
    }
  });
});

function note(route: string, events: readonly Leaf[]): void {
  const names = seen.get(route) ?? new Set();
  for (const { action, resource } of events) names.add(`${action} ${resource}`);
  seen.set(route, names);
}

function expectMain(
  one: Declared,
  call: Call,
  answer: Answer,
  events: readonly Leaf[],
  main: { action: string; resource: string },
) {
  const found = events.filter(({ action, resource }) => action === main.action && resource === main.resource);
  expect(found, JSON.stringify(events)).not.toEqual([]);
  const id = call.about
    ? call.about(answer)
    : ([call.at ?? []].flat()[0] ?? (answer.body as { id?: string } | undefined)?.id);
  const ids = found.map(({ resourceId }) => resourceId);
  expect(ids).toContain(id ?? ids[0]);
}

// After the walk: what an endpoint says that it may record as well, it must have recorded in one of its cases.
test("what is declared besides is recorded by some case", () => {
  const leftOut = new Set(hasStripe ? [] : Object.keys(billing.payments));
  const missing = declared.flatMap((one) => {
    const found = [...(seen.get(generalRoute(one)) ?? [])];
    const isSeen = ({ action, resource }: { action: string; resource: string }) =>
      found.some((name) => name === `${action} ${resource}`) ||
      (resource === "record" && recordTypes.some(({ name }) => found.includes(`${action} ${name}`)));
    return eventsOf(one)
      .filter((event) => !isSeen(event) && !leftOut.has(one.route))
      .map(({ action, resource }) => `${one.route}: ${action} ${resource}`);
  });
  expect(missing).toEqual([]);
});

/** What endpoints leave in the log, one line an action; `record` is every type of record. */
function tableOfEvents(): string {
  const events = declared.flatMap((one) => eventsOf(one));
  const lines = actions.flatMap((action) => {
    const resources = events.filter((event) => event.action === action).map(({ resource }) => resource);
    const told = new Set(resources.map((resource) => (names.has(resource) ? "record" : resource)));
    return told.size === 0 ? [] : [`| ${action} | ${classOf(action)} | ${[...told].toSorted().join(", ")} |`];
  });
  return ["| Action | Class | Of what |", "|---|---|---|", ...lines].join("\n");
}

test("docs/AUDIT_LOG.md says which events there are", () => {
  const text = readFileSync(join(import.meta.dirname, "../docs/AUDIT_LOG.md"), "utf8");
  expect(text, `This belongs there:\n${tableOfEvents()}`).toContain(tableOfEvents());
});

test("no case is of an endpoint that is gone", () => {
  const known = new Set(declared.flatMap((one) => [one.route as string, generalRoute(one)]));
  expect([...Object.keys(cases), ...Object.keys(ofEveryType)].filter((route) => !known.has(route))).toEqual([]);
});

afterAll(async () => {
  seen.clear();
  await stopStripe();
});
