import { afterAll, expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { testOrganization } from "../../tests/organization.ts";
import type { TestOrganization } from "../../tests/organization.ts";
import { internalOrigin } from "../access/caller.ts";
import { postgres } from "../adapters/postgres.ts";
import { streamRows } from "./stream-rows.ts";

const { serve } = await freshDatabase();
const db = postgres({ ...serve, max: 5 });
afterAll(() => db.close());
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
