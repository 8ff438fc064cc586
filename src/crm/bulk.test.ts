import { beforeAll, expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { testOrganization } from "../../tests/organization.ts";
import type { TestOrganization } from "../../tests/organization.ts";
import { withClient } from "../adapters/client.ts";
import { postgres } from "../adapters/postgres.ts";
import { newId } from "../identifier.ts";
import { createRecord, readRecord } from "../records/store.ts";
import { changeEach, changeMany } from "./bulk.ts";
import type { BulkAction } from "./bulk.ts";
import { contact } from "./contact.ts";

const { serve, owner } = await freshDatabase();
const db = postgres(serve);
let acme: TestOrganization;
const create = async (body: object) =>
  (await acme.write((work) => createRecord(work, contact, { lastName: "Person", ...body }))).id;
const bulk = (ids: string[], action: BulkAction, values = {}) =>
  acme.write((work) => changeMany(work, contact, ids, action, values));

beforeAll(async () => {
  acme = await testOrganization(db, "Acme");
  return () => db.close();
});

test("each record has its result and its event, and there is one summary", async () => {
  const ids = await Promise.all([create({ title: "CEO" }), create({}), create({})]);
  const unknown = newId();
  const report = await bulk([ids[1], ids[0], unknown, ids[2]], "update", { title: "CEO" });
  expect(report).toMatchObject({ changed: 2, unchanged: 1, failed: 1 });
  expect(report.results.map(({ id, status }) => [id, status])).toEqual([
    [ids[1], "changed"],
    [ids[0], "unchanged"],
    [unknown, "failed"],
    [ids[2], "changed"],
  ]);
  expect(report.results[2]!.problem).toMatchObject({ type: "/problems/not-found", status: 404 });
  const { rows } = await withClient(owner, (client) =>
    client.query(
      "select resource_id as id, leaf::jsonb->'context'->'changed' as changed from audit_event where action = 'UPDATE' order by id",
    ),
  );
  const told = new Map(rows.map(({ id, changed }) => [id, changed]));
  expect(told).toEqual(
    new Map([
      [ids[1], null],
      [ids[2], null],
      [null, 2],
    ]),
  );
});

test("one that fails in the database leaves the others alone", async () => {
  const ids = await Promise.all([create({}), create({})]);
  const report = await bulk(ids, "update", { email: "same@example.test" });
  expect(report).toMatchObject({ changed: 1, failed: 1 });
  expect(report.results.find(({ status }) => status === "failed")!.problem).toMatchObject({ status: 409 });
});

test("where nothing came of it, the summary is no success", async () => {
  await bulk([newId()], "trash", {});
  const { rows } = await withClient(owner, (client) =>
    client.query("select outcome from audit_event where action = 'DELETE' and leaf::jsonb->'context' ? 'bulk'"),
  );
  expect(rows).toEqual([{ outcome: "failure" }]);
});

test("an update tells what was before, and each record can be put back unless somebody changed it since", async () => {
  const ids = await Promise.all([create({ title: "CEO" }), create({}), create({ title: "CTO" })]);
  const { results } = await bulk(ids, "update", { title: "Chief" });
  expect(results.map(({ before, version }) => [before, version])).toEqual([
    [{ title: "CEO" }, 2],
    [{ title: null }, 2],
    [{ title: "CTO" }, 2],
  ]);
  await bulk([ids[2]], "update", { title: "Boss" });
  const back = results.map(({ id, before, version }) => ({ id, values: before!, version }));
  const report = await acme.write((work) => changeEach(work, contact, back, "update"));
  expect(report.results.map(({ status }) => status)).toEqual(["changed", "changed", "failed"]);
  expect(report.results[2]!.problem).toMatchObject({ status: 412 });
  expect(await acme.read((work) => readRecord(work, contact, ids[0]))).toMatchObject({ title: "CEO" });
  expect(await acme.read((work) => readRecord(work, contact, ids[1]))).toMatchObject({ title: null });
  expect(await acme.read((work) => readRecord(work, contact, ids[2]))).toMatchObject({ title: "Boss" });
});

test("the log holds no names that the caller made up", async () => {
  const id = await create({});
  const made = { "\0": 1, "\ud800": 1, nonsense: 1, email: "x@example.test" };
  const report = await acme.write((work) => changeEach(work, contact, [{ id, values: made }], "update"));
  expect(report).toMatchObject({ failed: 1 });
  const { rows } = await withClient(owner, (client) =>
    client.query(
      "select leaf::jsonb->'context'->'fields' as fields from audit_event where leaf::jsonb->'context' ? 'bulk' order by id desc limit 1",
    ),
  );
  expect(rows).toEqual([{ fields: ["email"] }]);
});

test("bad values are refused as a whole", async () => {
  await expect(bulk([await create({})], "update", { email: "nonsense" })).rejects.toMatchObject({ status: 400 });
});

test("trash, restore and purge", async () => {
  const ids = await Promise.all([create({}), create({})]);
  expect(await bulk(ids, "trash")).toMatchObject({ changed: 2 });
  expect(await bulk([ids[0]], "restore")).toMatchObject({ changed: 1 });
  expect(await acme.read((work) => readRecord(work, contact, ids[0]))).toMatchObject({ deletedAt: null });
  expect(await bulk(ids, "purge")).toMatchObject({ changed: 2 });
  await expect(acme.read((work) => readRecord(work, contact, ids[0], "include"))).rejects.toMatchObject({
    status: 404,
  });
});

test("a thousand at once", async () => {
  const ids = await acme.write(async (work) => {
    const made: string[] = [];
    for (let at = 0; at < 1000; at++) made.push((await createRecord(work, contact, { lastName: `P${at}` })).id);
    return made;
  });
  expect(await bulk(ids, "update", { department: "Sales" })).toMatchObject({ changed: 1000 });
}, 30_000);
