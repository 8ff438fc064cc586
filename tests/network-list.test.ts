import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { permissions } from "../src/access/permissions.ts";
import { methodOf, pathOf, placeholder } from "../src/api/endpoint.ts";
import { endpoints } from "../src/http/endpoints.ts";
import { policyNames } from "../src/limits/policies.ts";
import { newId } from "../src/identifier.ts";
import { testApp } from "./app.ts";
import type { Answer, TestApp } from "./app.ts";
import { made } from "./event-cases/fixtures.ts";

const path = "/api/organization/networks";
const office = "203.0.113.7";
const elsewhere = "198.51.100.9";
const list = (...networks: string[]) => networks.map((network) => ({ network, note: "" }));

let app: TestApp;
beforeAll(async () => {
  const generous = Object.fromEntries(policyNames.map((name) => [name, { limit: 1_000_000, windowSeconds: 3600 }]));
  const LIMITS = JSON.stringify({ ...generous, confirm: { limit: 3, windowSeconds: 3600 } });
  app = await testApp({ environment: { TRUSTED_PROXY_HOPS: "1", AUDIT_READS: "strict", LIMITS } });
}, 60_000);

/** As one trusted proxy tells it. */
const from = (address: string) => ({ "x-forwarded-for": address });
const put = (body: object, address = office) => app.as("ada").put(path, body, from(address));
const events = async (query: string) =>
  (await made(app.as("ada").get(`/api/organization/audit-logs?limit=20&${query}`, from(office)))).logs;

beforeEach(async () => {
  await made(put({ enforced: false, networks: [] }));
});

describe("the list", () => {
  test("is empty and lets everybody in until an owner says otherwise", async () => {
    const globex = await app.as("mallory").get(path, from(elsewhere));
    expect(globex.body).toEqual({
      enforced: false,
      networks: [],
      version: 0,
      yourAddress: elsewhere,
      includesYou: false,
    });
    expect(globex.headers.get("etag")).toBe('"0"');
  });

  test("keeps networks in canonical spelling with their notes, and says which are needless", async () => {
    const networks = [
      { network: " 203.0.113.0/24 ", note: " Office " },
      { network: "::FFFF:203.0.113.7", note: "" },
      { network: "2001:0db8::/32" },
    ];
    const kept = [
      { network: "203.0.113.0/24", note: "Office", within: null },
      { network: "203.0.113.7", note: "", within: "203.0.113.0/24" },
      { network: "2001:db8::/32", note: "", within: null },
    ];
    expect((await put({ enforced: true, networks })).body).toMatchObject({ enforced: true, networks: kept });
    expect((await app.as("ada").get(path, from(office))).body.networks).toEqual(kept);
  });

  test.each([
    [list("10.0.0.1/8"), "networks.0.network", /did you mean 10\.0\.0\.0\/8/],
    [list("10.0.0.0/8", "::ffff:10.0.0.0/104"), "networks.1.network", /on the list already/],
    [list("office"), "networks.0.network", /no IP address/],
    [Array.from({ length: 101 }, (_, at) => ({ network: `10.0.${at}.0/24` })), "networks", /at most 100/],
    [[{ network: "10.0.0.0/8", note: "x".repeat(201) }], "networks.0.note", /at most 200/],
  ])("refuses what is none, by its place (%#)", async (networks, field, reason) => {
    const answer = await put({ enforced: false, networks });
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([{ field, reason: expect.stringMatching(reason) }]);
  });

  test("is refused when it would shut out who keeps it, on or to be on", async () => {
    const shutOut = { field: "networks", reason: expect.stringContaining(`your own address, ${office}, or`) };
    for (const networks of [[], list("10.0.0.0/8"), list("203.0.113.8/29", "2001:db8::/32")])
      expect((await put({ enforced: true, networks })).body.errors).toEqual([shutOut]);
    await made(put({ enforced: true, networks: list("203.0.113.0/24") }));
    expect((await put({ enforced: true, networks: [] })).body.errors).toEqual([shutOut]);
    expect((await app.as("ada").get(path, from(office))).body.networks).toHaveLength(1);
  });

  test("is replaced as somebody saw it, if they say so", async () => {
    const { version } = (await put({ enforced: false, networks: list("10.0.0.0/8") })).body;
    const stale = await app.as("ada").put(path, { enforced: false, networks: [] }, { "if-match": `"${version - 1}"` });
    expect(stale.status).toBe(412);
    expect(stale.body.currentVersion).toBe(version);
    const [one, two] = await Promise.all(
      ["192.0.2.0/24", "198.51.100.0/24"].map((network) =>
        app.as("ada").put(path, { enforced: false, networks: list(network) }, { "if-match": `"${version}"` }),
      ),
    );
    expect([one!.status, two!.status].toSorted((a, b) => a - b)).toEqual([200, 412]);
  });

  test("is an owner's, and no key's", async () => {
    const { key } = await made(app.as("ada").post("/api/organization/api-keys", { name: "K", role: "owner" }));
    for (const client of [app.as("alan"), app.withKey(key)]) {
      expect((await client.get(path)).status).toBe(403);
      expect((await client.put(path, { enforced: false, networks: [] })).status).toBe(403);
    }
  });

  test("leaves an event that says what changed, and none where nothing did", async () => {
    const before = list("203.0.113.0/24");
    const after = [{ network: "203.0.113.0/24", note: "Office" }, ...list("10.0.0.0/8")];
    await made(put({ enforced: false, networks: before }));
    await made(put({ enforced: true, networks: after }));
    await made(put({ enforced: true, networks: after }));
    const [last, first] = await events("resource=network_list&action=SETTINGS_CHANGE");
    expect(last).toMatchObject({
      class: "management",
      resourceId: app.organizationId,
      changes: { enforced: { from: false, to: true }, networks: { from: before, to: after } },
    });
    expect(first.changes).toEqual({ networks: { from: [], to: before } });
  });
});

describe("an address that is not on it", () => {
  beforeEach(async () => {
    await made(put({ enforced: true, networks: list("203.0.113.0/24", "2001:db8::/32") }));
  });
  const refused = (answer: Answer) => [answer.status, answer.body.type];
  const outside = [403, "/problems/address-not-allowed"];

  test("is refused by every endpoint of the organization, before what the role says, and told nothing", async () => {
    const { key } = await made(
      app.as("ada").post("/api/organization/api-keys", { name: "K", role: "viewer" }, from(office)),
    );
    const asked = endpoints.filter(({ may }) => (permissions as string[]).includes(may));
    expect(asked.length).toBeGreaterThan(150);
    for (const { route } of asked) {
      const method = methodOf(route);
      const at = pathOf(route).replaceAll(placeholder, () => newId());
      for (const client of [app.as("victor"), app.withKey(key)]) {
        const answer = await client.send(method, at, method === "GET" ? undefined : {}, from(elsewhere));
        expect(refused(answer), route).toEqual(outside);
        expect(answer.text).not.toMatch(/203\.0|2001:db8|Acme/);
      }
    }
  }, 120_000);

  test.each([
    ["203.0.113.200", 200],
    ["::ffff:203.0.113.200", 200],
    ["2001:db8:ffff::1", 200],
    ["[2001:db8::1]:443", 200],
    ["203.0.114.0", 403],
    ["2001:db9::1", 403],
    ["127.0.0.1", 403],
    // What the caller wrote stands before what the proxy saw.
    [`${office}, ${elsewhere}`, 403],
    [`${elsewhere}, ${office}`, 200],
    ["unknown", 403],
  ])("is what the trusted proxy says: %s", async (forwarded, status) => {
    expect((await app.as("mia").get("/api/accounts", from(forwarded))).status).toBe(status);
  });

  test("is asked of each request: a session that goes elsewhere and comes back", async () => {
    for (const [address, status] of [
      [office, 200],
      [elsewhere, 403],
      [office, 200],
    ] as const)
      expect((await app.as("mia").get("/api/accounts", from(address))).status).toBe(status);
  });

  test("leaves its people who they are: they see it, go to another organization, or sign out", async () => {
    const me = await app.as("mia").get("/api/me", from(elsewhere));
    expect(me.status).toBe(200);
    expect(me.body).toMatchObject({
      address: { ip: elsewhere, allowed: false },
      currentOrganization: { name: "Acme" },
    });
    expect((await app.as("mia").get("/api/me", from(office))).body.address).toEqual({ ip: office, allowed: true });
    expect((await app.as("mia").get("/api/sessions", from(elsewhere))).status).toBe(200);
    const { id } = await made(app.as("mia").post("/api/organizations", { name: "Hers" }, from(elsewhere)));
    expect((await app.as("mia").get("/api/accounts", from(elsewhere))).status).toBe(200);
    expect((await app.as("mia").get("/api/me", from(elsewhere))).body).toMatchObject({
      currentOrganization: { id },
      address: { allowed: true },
    });
    await made(app.as("mia").post(`/api/organizations/${app.organizationId}/switch`, undefined, from(elsewhere)));
    expect(refused(await app.as("mia").get("/api/accounts", from(elsewhere)))).toEqual(outside);
  });

  test("concerns no other organization, no stranger's page and no operator's", async () => {
    expect((await app.as("mallory").get("/api/accounts", from(elsewhere))).status).toBe(200);
    expect((await app.nobody.get("/api/setup", from(elsewhere))).status).toBe(200);
    const invited = await made(
      app.as("ada").post("/api/organization/invitations", { email: "i@example.test", role: "viewer" }, from(office)),
    );
    const token = invited.url.split("/").at(-1);
    expect((await app.nobody.get(`/api/invitations/${token}`, from(elsewhere))).status).toBe(200);
  });

  test("spends the address's limit, not the organization's: a key that was found is no way to use that up", async () => {
    const { key } = await made(
      app.as("ada").post("/api/organization/api-keys", { name: "K", role: "viewer" }, from(office)),
    );
    const limits = async (address: string, path = "/api/accounts") =>
      (await app.withKey(key).get(path, from(address))).headers.get("ratelimit");
    expect(await limits(office)).toMatch(/^"plan";/);
    expect(await limits(elsewhere)).toMatch(/^"address";/);
    // Where people sign in there is nothing for keys, wherever they come from.
    for (const address of [office, elsewhere])
      expect(await limits(address, "/api/auth/get-session"), address).toMatch(/^"address";/);
  });

  test("tells there what the address has left, and of no plan", async () => {
    const { key } = await made(
      app.as("ada").post("/api/organization/api-keys", { name: "K", role: "viewer" }, from(office)),
    );
    const told = async (address: string) => {
      const { plan, policies } = (await app.withKey(key).get("/api/rate-limit", from(address))).body;
      return [plan, policies[0].name];
    };
    expect(await told(office)).toEqual(["FREE", "plan"]);
    expect(await told(elsewhere)).toEqual([null, "address"]);
  });

  test("gives a session that was stolen no further guesses at its person's password", async () => {
    const guess = async (address: string) =>
      (await app.as("mia").post("/api/me/confirm", { password: "a guess" }, from(address))).status;
    for (const [address, status] of [
      [office, 400],
      [elsewhere, 400],
      ["192.0.2.1", 400],
      ["192.0.2.2", 429],
    ] as const)
      expect(await guess(address), address).toBe(status);
  });

  test("is told of in the log once, and counted after that", async () => {
    const before = (await events("action=DENIED")).length;
    for (let at = 0; at < 3; at++) await app.as("alan").get("/api/contacts", from("198.51.100.77"));
    await app.as("alan").get("/api/contacts", from("198.51.100.78"));
    const denied = await events("action=DENIED");
    expect(denied.length).toBe(Math.min(20, before + 2));
    expect(denied[1]).toMatchObject({
      class: "authorization",
      outcome: "denied",
      reason: "address not allowed",
      resource: "contact",
      ipAddress: "198.51.100.77",
      user: { id: app.userId("alan") },
    });
  });
});

describe("a key's own list", () => {
  const key = (body: object) =>
    app.as("alan").post("/api/organization/api-keys", { name: "K", role: "viewer", ...body }, from(office));
  const status = async (of: { key: string }, address: string) =>
    (await app.withKey(of.key).get("/api/accounts", from(address))).status;

  test("narrows where it works, and where its organization can be reached is above it", async () => {
    const bound = await made(key({ networks: ["198.51.100.0/24", "203.0.113.7/32"] }));
    expect(bound.networks).toEqual(["198.51.100.0/24", office]);
    expect([await status(bound, elsewhere), await status(bound, office), await status(bound, "192.0.2.1")]).toEqual([
      200, 200, 403,
    ]);
    await made(put({ enforced: true, networks: list("203.0.113.0/24") }));
    expect([await status(bound, elsewhere), await status(bound, office), await status(bound, "203.0.113.8")]).toEqual([
      403, 200, 403,
    ]);
  });

  test("is changed by people at once, and by no key", async () => {
    const free = await made(key({}));
    expect(free.networks).toBeNull();
    const at = `/api/organization/api-keys/${free.id}`;
    const bound = await app.as("alan").patch(at, { networks: ["203.0.113.0/24"] });
    expect(bound.body).toMatchObject({ id: free.id, networks: ["203.0.113.0/24"] });
    expect(await status(free, elsewhere)).toBe(403);
    const { key: admin } = await made(key({ role: "admin" }));
    expect((await app.withKey(admin).patch(at, { networks: null })).status).toBe(403);
    expect((await app.as("alan").patch(at, { networks: [] })).body.networks).toBeNull();
    expect(await status(free, elsewhere)).toBe(200);
    const [freed, narrowed] = await events("resource=api_key&action=UPDATE");
    expect(narrowed).toMatchObject({
      resourceId: free.id,
      changes: { networks: { from: null, to: ["203.0.113.0/24"] } },
    });
    expect(freed.changes).toEqual({ networks: { from: ["203.0.113.0/24"], to: null } });
  });

  test("is refused where it is none, by its place", async () => {
    expect((await key({ networks: ["203.0.113.0/24", "10.0.0.1/8"] })).body.errors).toEqual([
      { field: "networks.1", reason: "is an address inside a network; did you mean 10.0.0.0/8?" },
    ]);
  });
});

describe("nextcrm organization allow-all", () => {
  const allowAll = (...args: string[]) => {
    const { host, port, user, password, database } = app.database.serve;
    const where = new URLSearchParams({ host, port: String(port) });
    const url = `postgres://${user}:${encodeURIComponent(String(password ?? ""))}@localhost/${database}?${where}`;
    const env = { PATH: process.env.PATH, DATABASE_URL: url, NEXTCRM_DATA: app.dataFolder };
    return new Promise<{ code: number; output: string }>((resolve) => {
      execFile(
        process.execPath,
        ["src/cli.ts", "organization", "allow-all", ...args],
        { env },
        (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
      );
    });
  };
  beforeAll(() => writeFileSync(join(app.dataFolder, "nextcrm.json"), '{"id":"test"}'));

  test("lets who is locked out in again, in the running program, and the log says so", async () => {
    await made(put({ enforced: true, networks: list("203.0.113.0/24") }));
    expect((await app.as("ada").get("/api/accounts", from(elsewhere))).status).toBe(403);
    expect(await allowAll("Acme")).toMatchObject({
      code: 0,
      output: expect.stringContaining("from every address now"),
    });
    await expect
      .poll(async () => (await app.as("ada").get("/api/accounts", from(elsewhere))).status, {
        timeout: 1_000,
        interval: 5,
      })
      .toBe(200);
    expect((await app.as("ada").get(path, from(elsewhere))).body).toMatchObject({
      enforced: false,
      networks: [{ network: "203.0.113.0/24" }],
    });
    const [event] = await events("resource=network_list&action=SETTINGS_CHANGE");
    expect(event).toMatchObject({
      actor: { type: "system", method: "command_line" },
      changes: { enforced: { from: true, to: false } },
    });
    expect((await allowAll(app.organizationId)).output).toContain("already");
  });

  test("says what it is not called", async () => {
    expect(await allowAll("Nowhere")).toMatchObject({ code: 2, output: expect.stringContaining("no organization") });
    expect((await allowAll(newId())).code).toBe(2);
    expect((await allowAll()).code).toBe(2);
  });
});
