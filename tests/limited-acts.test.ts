import { parseList } from "structured-headers";
import { beforeAll, describe, expect, test } from "vitest";
import { withClient } from "../src/adapters/client.ts";
import { password, testApp } from "./app.ts";
import type { Answer, Client, Person, TestApp } from "./app.ts";

let app: TestApp;
let key: Client;

beforeAll(async () => {
  const plan = { limit: 3, windowSeconds: 3_600 };
  const interactive = { limit: 10_000, windowSeconds: 60 };
  // Few, because each of these attempts is hashed.
  const attempts = { limit: 3, windowSeconds: 900 };
  const plans = { "plan-free": plan, "plan-pro": plan, "plan-enterprise": plan };
  const limits = { ...plans, interactive, "sign-in-device": attempts };
  app = await testApp({ environment: { LIMITS: JSON.stringify(limits) } });
  const made = await app.as("ada").post("/api/organization/api-keys", { name: "Website", role: "member" });
  key = app.withKey(made.body.key);
});

const freshAddress = (() => {
  let last = 0;
  return () => `203.0.113.${last++}`;
})();

/** As a stranger at an address. */
async function knock(
  path: string,
  body: unknown,
  address = freshAddress(),
): Promise<{ status: number; body: Answer["body"] }> {
  const headers = { "content-type": "application/json" };
  const request = new Request(`http://localhost:3000${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  const response = await app.application.fetch(request, { socketAddress: address });
  return { status: response.status, body: await response.json() };
}

async function look(
  path: string,
  address: string,
): Promise<{ status: number; body: Answer["body"]; headers: Headers }> {
  const response = await app.application.fetch(new Request(`http://localhost:3000${path}`), { socketAddress: address });
  return { status: response.status, body: await response.json(), headers: response.headers };
}

const told = (headers: Headers) =>
  Object.fromEntries(
    parseList(headers.get("ratelimit")!).map(([name, state]) => [name as string, Number(state.get("r"))]),
  );
const leftOf = (policies: { name: string; remaining: number }[]) =>
  Object.fromEntries(policies.map(({ name, remaining }) => [name, remaining]));
const left = async (client: Client) => leftOf((await client.get("/api/rate-limit")).body.policies);

describe("GET /api/rate-limit", () => {
  test("agrees with its own header fields, costs nothing, and works when nothing is left", async () => {
    for (const status of [200, 200, 200, 429]) expect((await key.get("/api/contacts")).status).toBe(status);
    for (let count = 0; count < 5; count++) {
      const { status, headers, body } = await key.get("/api/rate-limit");
      expect([status, body.policies[0].name, body.policies[0].remaining]).toEqual([200, "plan", 0]);
      expect(told(headers)).toEqual({ plan: 0 });
      expect(headers.get("x-ratelimit-reset")).toBe(String(body.policies[0].resetSeconds));
      expect(headers.get("ratelimit-policy")).toBe('"plan";q=3;w=3600');
    }
  });

  test("shows each bucket as the act that spent from it said", async () => {
    const { headers: invited } = await app
      .as("alan")
      .post("/api/organization/invitations", { email: "one@example.test", role: "viewer" });
    const { invitations, "mail-invitation": mails } = told(invited);
    expect((await left(app.as("victor"))).invitations).toBe(invitations);
    expect([invitations, mails]).toEqual([19, 4]);
    expect((await left(app.as("alan")))["mail-invitation"]).toBe(5);

    const { headers: founded } = await app.as("victor").post("/api/organizations", { name: "Victor's" });
    expect((await left(app.as("victor"))).organizations).toBe(told(founded).organizations);
    await app.as("victor").post(`/api/organizations/${app.organizationId}/switch`);
  });

  test("shows people what strangers spend of their account's", async () => {
    expect((await knock("/api/auth/sign-in/email", { email: "Mia@example.test", password: "a guess" })).status).toBe(
      401,
    );
    await knock("/api/auth/request-password-reset", { email: "mia@example.test" });
    expect(await left(app.as("mia"))).toMatchObject({ "sign-in": 9, "mail-account": 4 });
    expect(await left(app.as("alan"))).toMatchObject({ "sign-in": 10 });
    // What browsers have is not the account's.
    expect(Object.keys(await left(app.as("alan"))).filter((name) => name.endsWith("-device"))).toEqual([]);
  });

  test("shows strangers their address's", async () => {
    const address = freshAddress();
    const before = leftOf((await look("/api/rate-limit", address)).body.policies);
    expect(before).toMatchObject({ address: 120, "sign-in-address": 60, "sign-up": 30, "password-reset": 20 });
    await knock("/api/auth/sign-in/email", { email: "x@example.test", password: "a guess" }, address);
    await knock("/api/auth/reset-password", { newPassword: "long enough", token: "none" }, address);
    await knock("/api/auth/sign-up/email", {}, address);
    const { headers, body } = await look("/api/rate-limit", address);
    const after = leftOf(body.policies);
    expect(after).toMatchObject({ "sign-in-address": 59, "sign-up": 29, "password-reset": 19 });
    expect(after.address).toBe(told(headers).address);
  });
});

describe("invitations", () => {
  const invite = (person: Person, email: string) =>
    app.as(person).post("/api/organization/invitations", { email, role: "viewer" });
  const mailsTo = (email: string) =>
    withClient(app.database.owner, async (client) => {
      const { rows } = await client.query(
        "select count(*)::int as mails from pgboss.job_common where data ->> 'to' = $1",
        [email],
      );
      return rows[0].mails as number;
    });

  test("nobody is sent more than five an hour, however many organizations invite them, also at once", async () => {
    const email = "flooded@example.test";
    const answers = await Promise.all(
      (["ada", "mallory", "ada", "mallory", "alan", "mallory", "alan", "mallory"] as const).map((person, at) =>
        invite(person, at % 2 === 0 ? email : ` Flooded@Example.test`),
      ),
    );
    const denied = answers.filter(({ status }) => status === 429);
    expect(denied.length).toBe(3);
    expect(denied[0]!.body["violated-policies"]).toEqual(["mail-invitation"]);
    expect(denied[0]!.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(told(denied[0]!.headers)).toMatchObject({ "mail-invitation": 0 });
    expect(await mailsTo(email)).toBe(5);
    // Another address is another account.
    expect((await invite("mallory", "calm@example.test")).status).toBe(201);
  });

  test("reach an address however many strangers ask for mails to it", async () => {
    const email = "newcomer@example.test";
    const ask = () => knock("/api/auth/request-password-reset", { email });
    for (let count = 0; count < 5; count++) expect((await ask()).status).toBe(200);
    expect((await ask()).status).toBe(429);
    expect((await invite("mallory", email)).status).toBe(201);
  });

  test("what was refused is told of, and counted as one request", async () => {
    const counts = async () =>
      (await app.as("mallory").get("/api/organization/usage")).body.totals[0] as { requests: number; refused: number };
    const before = await counts();
    expect((await invite("mallory", "flooded@example.test")).status).toBe(429);
    const after = await counts();
    expect([after.requests - before.requests, after.refused - before.refused]).toEqual([2, 1]);
  });

  test("an organization sends twenty an hour", async () => {
    let last: Answer;
    let sent = 0;
    do {
      last = await invite("mallory", `guest${sent++}@example.test`);
    } while (last.status === 201);
    expect(last.body["violated-policies"]).toEqual(["invitations"]);
    expect(sent).toBeLessThanOrEqual(20);
  });

  test("their secrets are guessed at sixty times from an address, and no other address pays for it", async () => {
    const address = freshAddress();
    const statuses = await Promise.all(
      Array.from({ length: 64 }, (_, at) => look(`/api/invitations/guess-${at}`, address).then(({ status }) => status)),
    );
    expect(statuses.filter((status) => status === 404).length).toBe(60);
    expect((await look("/api/invitations/guess", address)).body["violated-policies"]).toEqual(["invitation-link"]);
    expect((await look("/api/invitations/guess", freshAddress())).status).toBe(404);
  });
});

describe("a guess from many addresses", () => {
  test("has five mails an hour sent to an account, however it is written, also at once", async () => {
    const paths = ["/api/auth/request-password-reset", "/api/auth/send-verification-email"];
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        knock(paths[at % 2]!, { email: at % 3 === 0 ? "OLGA@example.test" : "olga@example.test" }),
      ),
    );
    expect(answers.filter(({ status }) => status === 429).length).toBe(15);
    expect(answers.find(({ status }) => status === 429)!.body["violated-policies"]).toEqual(["mail-account"]);
  });

  test("of a reset's secret is worth twenty tries an hour to each address", async () => {
    const address = freshAddress();
    const guess = () => knock("/api/auth/reset-password", { newPassword: "long enough", token: "guess" }, address);
    const answers = await Promise.all(Array.from({ length: 24 }, guess));
    expect(answers.filter(({ status }) => status === 429).length).toBe(4);
    expect((await guess()).body["violated-policies"]).toEqual(["password-reset"]);
  });

  test("of a password for changing it spends the attempts that its browser has", async () => {
    const change = (currentPassword: string) =>
      app.as("alan").post("/api/auth/change-password", { currentPassword, newPassword: "another long one" });
    for (let count = 0; count < 3; count++) expect((await change("a guess")).status).toBe(400);
    const denied = await change(password);
    expect([denied.status, denied.body["violated-policies"]]).toEqual([429, ["sign-in-device"]]);
  });
});

test("a person founds ten organizations an hour", async () => {
  const found = (name: string) => app.as("mia").post("/api/organizations", { name });
  for (let count = 0; count < 10; count++) expect((await found(`Number ${count}`)).status).toBe(201);
  const denied = await found("One too many");
  expect([denied.status, denied.body["violated-policies"]]).toEqual([429, ["organizations"]]);
  expect((await app.as("olga").post("/api/organizations", { name: "Olga's" })).status).toBe(201);
});
