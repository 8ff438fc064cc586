import { afterAll, afterEach, expect, test, vi } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { testOrganization } from "../../tests/organization.ts";
import type { TestOrganization } from "../../tests/organization.ts";
import { internalOrigin } from "../access/caller.ts";
import { postgres } from "../adapters/postgres.ts";
import { reserveStream, streamRows } from "./stream-rows.ts";

const { serve } = await freshDatabase();
const db = postgres({ ...serve, max: 5 });
afterAll(() => db.close());
afterEach(() => void vi.useRealTimers());
const acme = await testOrganization(db, "Acme");
const globex = await testOrganization(db, "Globex");

const manyRows = { text: "select n from generate_series(1, 5000) n where $1 = $1", values: ["x"] };
const streamFor = ({ actor }: TestOrganization) =>
  streamRows<{ n: number }>(db, actor, internalOrigin("test"), () => manyRows);
const settled = (promise: Promise<unknown>) =>
  Promise.race([promise.then(() => true), new Promise((resolve) => setTimeout(() => resolve(false), 200))]);

test("readers who take nothing leave connections to others, and let the next one in when they go", async () => {
  const streams = Array.from({ length: 8 }, () => streamFor(acme));
  const firstRows = streams.map((stream) => stream.next());
  await Promise.all(firstRows.slice(0, 2));
  expect(await settled(firstRows[2]!)).toBe(false);
  expect(await acme.read((work) => work.sql.query("select 1 as one"))).toEqual([{ one: 1 }]);
  const others = await Array.fromAsync(streamFor(globex));
  expect(others).toHaveLength(5_000);
  await streams[0]!.return(undefined);
  expect(await settled(firstRows[2]!)).toBe(true);
  await Promise.all(streams.map((stream) => stream.return(undefined)));
  expect(await Array.fromAsync(streamFor(acme))).toHaveLength(5_000);
});

test("a reader who takes nothing is let go of after ten seconds where somebody waits, and not where nobody does", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const idle = streamFor(acme);
  await idle.next();
  await vi.advanceTimersByTimeAsync(30_000);
  const second = streamFor(acme);
  await second.next();
  // Acme's third waits for one of its own, whatever else is free.
  const waiting = Array.fromAsync(streamFor(acme));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await waiting).toHaveLength(5_000);
  await expect(Array.fromAsync(idle)).rejects.toThrow("took nothing for too long");
  await second.return(undefined);
});

test("who would wait too long for a stream is told so before an answer begins, and what does not begin leaves its place", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  // Its own timers are of the same time.
  const other = postgres({ ...serve, max: 5 });
  const busy = [acme, acme].map(({ actor }) => streamRows(other, actor, internalOrigin("test"), () => manyRows));
  await Promise.all(busy.map((stream) => stream.next()));
  const told = reserveStream(other, acme.id).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await told).toMatchObject({ status: 503, extras: { headers: { "Retry-After": "10" } } });
  await Promise.all(busy.map((stream) => stream.return(undefined)));
  await reserveStream(other, acme.id);
  await reserveStream(other, acme.id);
  const next = reserveStream(other, acme.id);
  await vi.advanceTimersByTimeAsync(10_000);
  await next;
  await vi.advanceTimersByTimeAsync(10_000);
  await other.close();
});
