import { beforeAll, expect, test } from "vitest";
import { withClient } from "../src/adapters/client.ts";
import { testApp } from "./app.ts";
import type { TestApp } from "./app.ts";
import { kept, refuseWith, signatureOf, startReceiver } from "./receiver.ts";
import type { Receiver } from "./receiver.ts";

let app: TestApp;
let receiver: Receiver;
const path = "/api/organization/audit-streams";

beforeAll(async () => {
  receiver = await startReceiver();
  app = await testApp({ environment: { WEBHOOK_ALLOW_PRIVATE: "true" } });
}, 30_000);

const create = (given: object = {}) => app.as("alan").post(path, { name: "SIEM", url: receiver.url, ...given });
const events = async () =>
  (await app.as("ada").get("/api/organization/audit-logs?resource=audit_stream&excludeReads=1&limit=100")).body.logs;

test("what happens is with the receiver a moment later, signed by the secret that was shown once", async () => {
  const created = await create();
  expect(created.status).toBe(201);
  const { secret, ...stream } = created.body;
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(stream).toMatchObject({ status: "active", format: "native", filter: {}, createdBy: { name: "alan" } });
  const account = await app.as("mia").post("/api/accounts", { name: "Wayne" });
  const places = () => kept(receiver.deliveries);
  await expect
    .poll(() => receiver.deliveries.flatMap(({ body }) => body.events))
    .toContainEqual(expect.objectContaining({ action: "CREATE", resourceId: account.body.id }));
  expect(places()).toEqual(places().map((_, at) => places()[0]! + at));
  for (const delivery of receiver.deliveries)
    expect(delivery.headers["webhook-signature"]).toBe(signatureOf(delivery, secret));
  await expect
    .poll(async () => (await app.as("ada").get(`${path}/${stream.id}`)).body)
    .toMatchObject({ lag: 0, lastDeliveryAt: expect.any(String), lastError: null });
  const [made] = await events();
  expect(made).toMatchObject({ action: "SETTINGS_CHANGE", resourceId: stream.id, resourceName: "SIEM" });
  expect(JSON.stringify(await events())).not.toContain(secret);
  const listed = await app.as("ada").get(path);
  expect(listed.body.streams.map(({ id }: { id: string }) => id)).toEqual([stream.id]);
  expect(listed.text).not.toContain("whsec_");
  await app.as("ada").delete(`${path}/${stream.id}`);
});

test("a repeated request to make one makes one, and does not show the secret again", async () => {
  const key = { "idempotency-key": "make-it-once" };
  const body = { name: "Once", url: receiver.url };
  const [one, two] = [await app.as("ada").post(path, body, key), await app.as("ada").post(path, body, key)];
  expect(two.body.id).toBe(one.body.id);
  expect(two.body.secret).toBeUndefined();
  expect((await app.as("ada").delete(`${path}/${one.body.id}`)).status).toBe(204);
  expect((await app.as("ada").get(`${path}/${one.body.id}`)).status).toBe(404);
});

test("a test tells what the receiver answers, and rotation gives another secret", async () => {
  const { body: stream } = await create({ name: "Tested" });
  receiver.answer(refuseWith(500));
  await app.as("ada").patch(`${path}/${stream.id}`, { status: "paused" });
  expect((await app.as("ada").post(`${path}/${stream.id}/test`)).body).toMatchObject({
    delivered: false,
    status: 500,
    error: "The receiver answered 500.",
  });
  receiver.answer((response) => response.end("fine"));
  receiver.deliveries.length = 0;
  expect((await app.as("ada").post(`${path}/${stream.id}/test`)).body).toMatchObject({ delivered: true, status: 200 });
  const [ping] = receiver.deliveries;
  expect(ping!.body).toEqual({ type: "audit.ping", organizationId: app.organizationId, stream: stream.id });
  expect(ping!.headers["webhook-signature"]).toBe(signatureOf(ping!, stream.secret));
  const rotated = await app.as("ada").post(`${path}/${stream.id}/rotate-secret`);
  expect(rotated.body.secret).not.toBe(stream.secret);
  await app.as("ada").post(`${path}/${stream.id}/test`);
  expect(receiver.deliveries[1]!.headers["webhook-signature"]).toBe(
    signatureOf(receiver.deliveries[1]!, rotated.body.secret),
  );
  await app.as("ada").delete(`${path}/${stream.id}`);
});

test("a change waits for a delivery that notes its end, and neither is in the other's way", async () => {
  const { body: stream } = await create({ name: "Busy" });
  await app.as("ada").patch(`${path}/${stream.id}`, { status: "paused" });
  const changed = await withClient(app.database.owner, async (client) => {
    const note = () =>
      client.query("update audit_stream_position set attempts = attempts + 1 where stream_id = $1", [stream.id]);
    await client.query("begin");
    await note();
    const change = app.as("ada").patch(`${path}/${stream.id}`, { nextSequence: 0 });
    const waiting =
      "select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    await expect.poll(async () => (await client.query<{ n: number }>(waiting)).rows[0]!.n).toBeGreaterThan(0);
    // Of a row that it has written itself, PostgreSQL looks at what it refers to once more.
    await note();
    await client.query("commit");
    return change;
  });
  expect(changed.status, changed.text).toBe(200);
  expect(changed.body).toMatchObject({ nextSequence: 0 });
  await app.as("ada").delete(`${path}/${stream.id}`);
});

test("each change is an event that tells no credentials", async () => {
  const url = `${receiver.url}?token=s3cret&b=1`;
  const { body: stream } = await create({ name: "Told", url, nextSequence: 0 });
  expect(stream.url).toBe(url);
  const patch = (body: object) => app.as("ada").patch(`${path}/${stream.id}`, body);
  const before = (await events()).length;
  const same = await patch({ name: "Told", url });
  expect(same.status).toBe(200);
  expect(await events()).toHaveLength(before);
  const changed = await patch({ status: "paused", filter: { outcomes: ["denied"] }, url: `${url}&c=2` });
  expect(changed.body).toMatchObject({ status: "paused", filter: { outcomes: ["denied"] } });
  const [told] = await events();
  expect(told.changes).toMatchObject({
    status: { from: "active", to: "paused" },
    filter: { from: {}, to: { outcomes: ["denied"] } },
    url: { from: `${receiver.url}?token=***&b=***`, to: `${receiver.url}?token=***&b=***&c=***` },
  });
  await app.as("ada").delete(`${path}/${stream.id}`);
  expect(JSON.stringify(await events())).not.toContain("s3cret");
});

test.each([
  [{ url: "https://ada:secret@siem.example.com/" }, "url"],
  [{ url: "http://siem.example.com/" }, "url"],
  [{ url: "https://169.254.169.254/" }, "url"],
  [{ url: "javascript:alert(1)" }, "url"],
  [{ url: "" }, "url"],
  [{ name: "" }, "name"],
  [{ format: "cef" }, "format"],
  [{ filter: { actions: ["NOPE"] } }, "filter.actions.0"],
  [{ filter: { outcomes: [] } }, "filter.outcomes"],
  [{ nextSequence: 1_000_000 }, "nextSequence"],
  [{ nextSequence: -1 }, "nextSequence"],
])("%o is refused by name", async (given, field) => {
  const answer = await create(given);
  expect(answer.status).toBe(400);
  expect(answer.body.errors[0].field).toBe(field);
});

test("an installation that does not allow it sends nothing into its own networks", async () => {
  const strict = await testApp();
  for (const url of [receiver.url, "https://127.0.0.1/", "https://10.0.0.1/", "https://[::1]/"]) {
    const answer = await strict.as("ada").post(path, { name: "Inside", url });
    expect(answer.status, url).toBe(400);
    expect(answer.body.errors[0].field).toBe("url");
  }
}, 30_000);

test("members, viewers and keys have no part in it; an organization has ten at most", async () => {
  for (const person of ["mia", "victor"] as const) expect((await app.as(person).get(path)).status).toBe(403);
  const key = await app.as("ada").post("/api/organization/api-keys", { name: "K", role: "admin" });
  expect((await app.withKey(key.body.key).post(path, { name: "K", url: receiver.url })).status).toBe(403);
  const made = await Promise.all(Array.from({ length: 12 }, (_, at) => create({ name: `S${at}` })));
  expect(made.filter(({ status }) => status === 201)).toHaveLength(10);
  expect(made.filter(({ status }) => status === 409)).toHaveLength(2);
});
