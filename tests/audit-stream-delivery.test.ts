import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { internalOrigin } from "../src/access/caller.ts";
import { withClient } from "../src/adapters/client.ts";
import { ed25519Signer } from "../src/adapters/ed25519-signer.ts";
import { httpOutgoing } from "../src/adapters/http-outgoing.ts";
import { pgBossJobs } from "../src/adapters/pg-boss-jobs.ts";
import { postgres } from "../src/adapters/postgres.ts";
import { systemClock } from "../src/adapters/system-clock.ts";
import { appendEvents, eventOf } from "../src/audit/append.ts";
import type { Entry } from "../src/audit/event.ts";
import { KnownTails, seal } from "../src/audit/seal.ts";
import { streamSecrets } from "../src/audit/stream-secret.ts";
import { newId } from "../src/identifier.ts";
import { changeStream, createStream, deleteStream } from "../src/observability/streams/change-streams.ts";
import type { NewStream, StreamChange } from "../src/observability/streams/change-streams.ts";
import { deliverNext, release } from "../src/observability/streams/deliver.ts";
import { startDeliverer } from "../src/observability/streams/deliverer.ts";
import type { Deliverer } from "../src/observability/streams/deliverer.ts";
import { readStream } from "../src/observability/streams/stream.ts";
import { freshDatabase } from "./database.ts";
import { testOrganization } from "./organization.ts";
import { accept, hang, kept, refuseWith, signatureOf, startReceiver } from "./receiver.ts";

const program = fileURLToPath(new URL("./stream-process.ts", import.meta.url));
const { serve, owner } = await freshDatabase();
const failures: unknown[] = [];
const failed = (error: unknown) => failures.push(error);
const db = postgres({ ...serve, max: 6 });
const jobs = await pgBossJobs({ connection: serve, failed });
afterAll(async () => {
  await jobs.stop(1_000);
  await db.close();
});
const secret = "the secret of an installation, 32 characters";
const acme = await testOrganization(db, "Acme");
const receiver = await startReceiver();
const parts = {
  db,
  jobs,
  outgoing: httpOutgoing({ allowPrivate: true, timeoutMilliseconds: 20_000 }),
  streamSecrets: streamSecrets(secret),
  clock: systemClock,
  publicUrl: "http://localhost:3000",
  claimMilliseconds: 30_000,
};
/** For receivers that never answer; others answer whenever a busy machine lets them. */
const impatient = { ...parts, outgoing: httpOutgoing({ allowPrivate: true, timeoutMilliseconds: 500 }) };
const sql = (text: string, parameters: unknown[] = []) =>
  withClient(owner, async (client) => (await client.query(text, parameters)).rows);
/** As the database's owner, whom no trigger stops. */
const tamper = (text: string, parameters: unknown[] = []) =>
  withClient(owner, async (client) => {
    await client.query("set session_replication_role = replica");
    await client.query(text, parameters);
  });

const signer = ed25519Signer("the installation's");
const sealAll = () => seal(db, signer, new KnownTails());
async function write(count: number, entry: Partial<Entry> = {}): Promise<void> {
  const events = Array.from({ length: count }, () =>
    eventOf(acme.actor, internalOrigin("test"), { action: "UPDATE", resource: "test", ...entry }),
  );
  await db.transaction({ role: "nextcrm_operator", readOnly: false }, (inside) => appendEvents(inside, events));
  await sealAll();
}

let stream: { organizationId: string; id: string };
let first = 0;

/** A stream that begins behind everything, itself included. */
async function makeStream(given: Partial<NewStream> = {}): Promise<typeof stream> {
  const { id } = await acme.write((work) =>
    createStream(work, { name: "SIEM", url: receiver.url, format: "native", filter: {}, ...given }, parts),
  );
  await sealAll();
  const [{ size }] = (await sql("select max(size)::int as size from audit_checkpoint where organization_id = $1", [
    acme.id,
  ])) as [{ size: number }];
  if (given.nextSequence === undefined) await sql("update audit_stream_position set next_sequence = $1", [size]);
  first = size;
  return { organizationId: acme.id, id };
}

beforeEach(async () => {
  stream = await makeStream();
  receiver.answer(accept);
  receiver.deliveries.length = 0;
});
afterEach(async () => {
  await acme.write((work) => deleteStream(work, stream.id)).catch(() => undefined);
  expect(failures).toEqual([]);
});

/** One attempt by a process of its own. */
async function attempt(with_ = parts, signal = new AbortController().signal): Promise<"more" | "done"> {
  const claim = newId();
  const result = await deliverNext(with_, stream, claim, signal);
  await release(db, stream, claim);
  return result;
}
const tryNow = () => sql("update audit_stream_position set next_attempt_at = now() where next_attempt_at is not null");
const now = () => acme.read((work) => readStream(work, stream.id));
const change = (given: StreamChange) =>
  acme.write((work) => changeStream(work, stream.id, given, parts.outgoing)).then(sealAll);
const places = (from: number, count: number) => Array.from({ length: count }, (_, at) => from + at);

test("events come in batches, in the order of the log, each once", async () => {
  await write(250);
  while ((await attempt()) === "more");
  expect(receiver.deliveries.map(({ body }) => body.events.length)).toEqual([100, 100, 50]);
  expect(kept(receiver.deliveries)).toEqual(places(first, 250));
  const [one, two] = receiver.deliveries;
  expect(one!.body).toMatchObject({ type: "audit.events", organizationId: acme.id, stream: stream.id });
  expect(two!.body).toMatchObject({ firstSequence: first + 100, nextSequence: first + 200 });
  expect(two!.headers["webhook-signature"]).toBe(signatureOf(two!, parts.streamSecrets.of(stream.id, 1)));
  expect(Math.abs(Number(two!.headers["webhook-timestamp"]) - Date.now() / 1000)).toBeLessThan(60);
  expect(await now()).toMatchObject({ nextSequence: first + 250, lag: 0, status: "active", lastError: null });
  expect(await attempt()).toBe("done");
  expect(receiver.deliveries).toHaveLength(3);
});

test("a batch has at most 256 KiB, unless one event is larger", async () => {
  const long = (length: number) => ({ changes: { text: { from: null, to: "x".repeat(length) } } });
  await write(5, long(100_000));
  await write(1, long(400_000));
  await write(1);
  while ((await attempt()) === "more");
  expect(receiver.deliveries.map(({ body }) => body.events.length)).toEqual([2, 2, 1, 1, 1]);
  expect(kept(receiver.deliveries)).toEqual(places(first, 7));
});

describe("a receiver that", () => {
  test.each([
    ["answers 500", refuseWith(500), "The receiver answered 500."],
    ["answers 404", refuseWith(404), "The receiver answered 404."],
    [
      "answers 302",
      refuseWith(302, { location: "/elsewhere" }),
      "The receiver answered 302; redirects are not followed.",
    ],
    ["hangs", hang, "There was no answer within 0.5 seconds."],
    [
      "breaks off",
      (response: { destroy(): void }) => response.destroy(),
      "The connection was closed without an answer.",
    ],
  ])("%s gets the very same again, whatever was sealed meanwhile", async (_, answer, sentence) => {
    await write(3);
    receiver.answer(answer);
    const slowly = answer === hang ? impatient : parts;
    expect(await attempt(slowly)).toBe("done");
    expect(await now()).toMatchObject({ nextSequence: first, lag: 3, status: "failing", lastError: sentence });
    // Not before its time.
    expect(await attempt()).toBe("done");
    expect(receiver.deliveries).toHaveLength(1);
    await write(4);
    await tryNow();
    await attempt(slowly);
    receiver.answer(accept);
    await tryNow();
    while ((await attempt()) === "more");
    const [one, two, three, four] = receiver.deliveries;
    expect([two!.id, three!.id]).toEqual([one!.id, one!.id]);
    expect([two!.text, three!.text]).toEqual([one!.text, one!.text]);
    expect(four!.id).not.toBe(one!.id);
    expect(kept(receiver.deliveries)).toEqual(places(first, 7));
    expect(await now()).toMatchObject({ status: "active", failingSince: null, lastError: null, nextAttemptAt: null });
  });

  test("asks for time with 429 gets it", async () => {
    await write(1);
    receiver.answer(refuseWith(429, { "retry-after": "120" }));
    await attempt();
    const { nextAttemptAt } = await now();
    expect(Date.parse(nextAttemptAt!) - Date.now()).toBeGreaterThan(100_000);
    expect(Date.parse(nextAttemptAt!) - Date.now()).toBeLessThan(130_000);
  });

  test("fails for three days is given up, its owners are told, and it goes on where it stood", async () => {
    await write(2);
    receiver.answer(refuseWith(503));
    await attempt();
    await sql("update audit_stream_position set failing_since = now() - interval '71 hours'");
    await tryNow();
    await attempt();
    expect((await now()).status).toBe("failing");
    await sql("update audit_stream_position set failing_since = now() - interval '73 hours'");
    await tryNow();
    await attempt();
    expect(await now()).toMatchObject({ status: "paused", nextSequence: first });
    const mails = await sql("select data from pgboss.job where name = 'send-mail'");
    expect(mails).toMatchObject([
      {
        data: {
          to: "acme-owner@acme.test",
          subject: "The audit stream SIEM is paused",
          text: expect.stringContaining("503"),
        },
      },
    ]);
    await sealAll();
    await tryNow();
    expect(await attempt()).toBe("done");
    expect(receiver.deliveries).toHaveLength(3);
    receiver.answer(accept);
    await change({ status: "active" });
    expect(await now()).toMatchObject({ status: "active", failingSince: null, nextAttemptAt: null });
    while ((await attempt()) === "more");
    expect(kept(receiver.deliveries.slice(3))).toEqual(places(first, 4));
    expect(receiver.deliveries[3]!.id).toBe(receiver.deliveries[0]!.id);
    // That it was given up, by whom and why, is in the log and so in the stream.
    expect(receiver.deliveries[4]!.body.events[0]).toMatchObject({
      action: "SETTINGS_CHANGE",
      resource: "audit_stream",
      resourceId: stream.id,
      actor: { type: "system" },
      reason: "receiver failed",
      context: { error: "The receiver answered 503." },
      changes: { status: { from: "active", to: "paused" } },
    });
  });

  test("is gone (410) is given up at once", async () => {
    await write(1);
    receiver.answer(refuseWith(410));
    await attempt();
    expect(await now()).toMatchObject({ status: "paused", nextSequence: first });
  });
});

test("a process that stops waiting has not failed", async () => {
  await write(1);
  const stop = new AbortController();
  receiver.answer(() => stop.abort());
  await attempt(parts, stop.signal);
  expect(await now()).toMatchObject({ status: "active", nextSequence: first, lastError: null });
});

test("only what is wanted is sent, and the rest is passed over", async () => {
  await change({ filter: { classes: ["management"], outcomes: ["success"] } });
  const begin = (await now()).nextSequence;
  await write(2, { action: "VIEW" });
  await write(1, { action: "UPDATE" });
  await write(1, { action: "UPDATE", outcome: "failure" });
  await write(1, { action: "CREATE" });
  await write(2, { action: "LOGIN" });
  while ((await attempt()) === "more");
  const actions = receiver.deliveries.flatMap(({ body }) => body.events.map(({ action }) => action));
  // The change of the stream itself comes first.
  expect(actions).toEqual(["SETTINGS_CHANGE", "UPDATE", "CREATE"]);
  expect(await now()).toMatchObject({ lag: 0, nextSequence: begin + 8 });
  receiver.deliveries.length = 0;
  await change({ filter: { actions: ["LOGIN"] } });
  await write(2, { action: "VIEW" });
  while ((await attempt()) === "more");
  expect(receiver.deliveries).toEqual([]);
  expect((await now()).lag).toBe(0);
});

test("events come as OCSF where that is wanted", async () => {
  await change({ format: "ocsf", filter: { actions: ["CREATE"] } });
  await write(1, { action: "CREATE", resource: "account" });
  while ((await attempt()) === "more");
  expect(receiver.deliveries[0]!.body.events[0]).toMatchObject({ type_uid: 600_301, metadata: { version: "1.8.0" } });
});

test("a position set by hand sends again under new ids, even while a delivery is under way", async () => {
  await write(3);
  await attempt();
  const before = receiver.deliveries[0]!;
  let moved: Promise<unknown> | undefined;
  await write(1);
  receiver.answer((response) => {
    moved = change({ nextSequence: first });
    void moved.then(() => response.writeHead(204).end());
  });
  await attempt();
  await moved;
  expect((await now()).nextSequence).toBe(first);
  receiver.answer(accept);
  while ((await attempt()) === "more");
  const again = receiver.deliveries[2]!;
  expect(again.id).not.toBe(before.id);
  expect(again.body.events.slice(0, 3)).toEqual(before.body.events);
  // Five by now: the change is one.
  expect(kept(receiver.deliveries.slice(2))).toEqual(places(first, 5));
});

test("what retention removed is told as a gap, and the oldest event that there is comes next", async () => {
  await write(10);
  await tamper(
    "delete from audit_event e using audit_leaf l where l.organization_id = $1 and l.sequence >= $2 and l.sequence < $2 + 6 and e.organization_id = l.organization_id and e.id = l.event_id",
    [acme.id, first],
  );
  while ((await attempt()) === "more");
  expect(receiver.deliveries).toHaveLength(1);
  expect(receiver.deliveries[0]!.body).toMatchObject({
    firstSequence: first,
    gap: { firstSequence: first, lastSequence: first + 5, events: 6 },
    nextSequence: first + 10,
  });
  expect(kept(receiver.deliveries)).toEqual(places(first + 6, 4));
  await write(2);
  await tamper(
    "delete from audit_event e using audit_leaf l where l.organization_id = $1 and l.sequence >= $2 and e.organization_id = l.organization_id and e.id = l.event_id",
    [acme.id, first + 10],
  );
  while ((await attempt()) === "more");
  expect(receiver.deliveries[1]!.body).toMatchObject({ gap: { events: 2 }, events: [] });
  expect((await now()).lag).toBe(0);
});

test("an earlier secret signs beside the new one for a day", async () => {
  const signatures = async () => {
    await write(1);
    while ((await attempt()) === "more");
    const last = receiver.deliveries.at(-1)!;
    const sent = (last.headers["webhook-signature"] as string).split(" ");
    return [3, 2, 1].filter((version) => sent.includes(signatureOf(last, parts.streamSecrets.of(stream.id, version))));
  };
  expect(await signatures()).toEqual([1]);
  await tamper("update audit_stream set secret_version = 2, secret_rotated_at = now() - interval '23 hours'");
  expect(await signatures()).toEqual([2, 1]);
  await tamper("update audit_stream set secret_rotated_at = now() - interval '25 hours'");
  expect(await signatures()).toEqual([2]);
});

describe("several processes", () => {
  const deliverers: Deliverer[] = [];
  const pools: ReturnType<typeof postgres>[] = [];
  const deliverer = () => {
    const pool = postgres({ ...serve, max: 4 });
    const one = startDeliverer({ ...parts, db: pool, pauseMilliseconds: 50, failed });
    deliverers.push(one);
    pools.push(pool);
    return one;
  };
  afterEach(async () => {
    await Promise.all(deliverers.splice(0).map((one) => one.stop()));
    await Promise.all(pools.splice(0).map((one) => one.close()));
  });

  test("deliver a stream one at a time, in order and each event once", async () => {
    const [one, two] = [deliverer(), deliverer()];
    for (let round = 0; round < 10; round += 1) {
      await write(60);
      one.wake();
      two.wake();
    }
    await expect.poll(async () => (await now()).lag, { timeout: 10_000 }).toBe(0);
    expect(receiver.deliveries.flatMap(({ body }) => body.events.map(({ sequence }) => sequence))).toEqual(
      places(first, 600),
    );
    expect(receiver.mostAtOnce()).toBe(1);
  });

  test("an organization whose receivers never answer does not keep another's stream waiting", async () => {
    const globex = await testOrganization(db, "Globex");
    receiver.answer((response, delivery) =>
      (delivery.body.organizationId === globex.id ? accept : hang)(response, delivery),
    );
    const make = (who: typeof acme, name: string) =>
      who.write((work) =>
        createStream(work, { name, url: receiver.url, format: "native", filter: {}, nextSequence: 0 }, parts),
      );
    const slow = await Promise.all(Array.from({ length: 9 }, (_, at) => make(acme, `Slow ${at}`)));
    await sealAll();
    const pool = postgres({ ...serve, max: 4 });
    pools.push(pool);
    deliverers.push(startDeliverer({ ...parts, db: pool, pauseMilliseconds: 50, failed }));
    await expect.poll(() => receiver.deliveries.length).toBeGreaterThan(0);

    await make(globex, "SIEM");
    await sealAll();
    const theirs = () => receiver.deliveries.filter(({ body }) => body.organizationId === globex.id).length;
    await expect.poll(theirs, { timeout: 10_000 }).toBeGreaterThan(0);
    await Promise.all(deliverers.splice(0).map((one) => one.stop()));
    for (const { id } of slow) await acme.write((work) => deleteStream(work, id));
  });

  test("each stream is as fast as its own receiver", async () => {
    const slow = stream;
    await write(1);
    const quick = await makeStream();
    const calls: string[] = [];
    receiver.answer((response, { id }) => {
      calls.push(id);
      if (!id.includes(slow.id)) response.writeHead(204).end();
    });
    await write(1);
    deliverer().wake();
    stream = quick;
    await expect.poll(async () => (await now()).lag).toBe(0);
    await acme.write((work) => deleteStream(work, slow.id));
  });

  test("one that is killed behind the answer and before its commit leaves a repeat with the same id", async () => {
    await write(3);
    const settings = { connection: serve, secret, claimMilliseconds: 1_500 };
    const child = fork(program, [JSON.stringify(settings)]);
    onTestFinished(() => void child.kill("SIGKILL"));
    const died = new Promise((resolve) => child.once("exit", resolve));
    await withClient(owner, async (client) => {
      const answered = Promise.withResolvers<void>();
      receiver.answer((response) => {
        void (async () => {
          // Progress cannot be committed while somebody else has the row.
          await client.query("begin");
          await client.query("select from audit_stream_position where stream_id = $1 for update", [stream.id]);
          response.writeHead(204).end();
          answered.resolve();
        })();
      });
      await answered.promise;
      const waiting =
        "select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
      await expect.poll(async () => (await sql(waiting)).length).toBe(1);
      child.kill("SIGKILL");
      await died;
      // PostgreSQL would notice only when it next writes to the dead client.
      await sql(`select pg_terminate_backend(pid) from (${waiting}) dead`);
      await client.query("rollback");
    });
    expect((await now()).nextSequence).toBe(first);
    receiver.answer(accept);
    await write(2);
    deliverer().wake();
    await expect.poll(async () => (await now()).lag, { timeout: 10_000 }).toBe(0);
    const [one, two, three] = receiver.deliveries;
    expect(two!.id).toBe(one!.id);
    expect(two!.text).toBe(one!.text);
    expect(three!.id).not.toBe(one!.id);
    expect(kept(receiver.deliveries)).toEqual(places(first, 5));
  }, 20_000);
});
