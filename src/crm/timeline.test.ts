import { beforeAll, expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { testOrganization } from "../../tests/organization.ts";
import type { TestOrganization } from "../../tests/organization.ts";
import { postgres } from "../adapters/postgres.ts";
import type { RecordType } from "../records/record-type.ts";
import { createRecord, readRecord, updateRecord } from "../records/store.ts";
import { account } from "./account.ts";
import { activity } from "./activity.ts";
import { addComment } from "./comments.ts";
import { contact } from "./contact.ts";
import { convertLead } from "./convert-lead.ts";
import { createDefaultPipeline } from "./default-pipeline.ts";
import { document } from "./document.ts";
import { lead } from "./lead.ts";
import { opportunity } from "./opportunity.ts";
import { listPipelines } from "./pipelines.ts";
import { recordTypes } from "./record-types.ts";
import { task } from "./task.ts";
import { readTimeline } from "./timeline.ts";
import type { TimelineItem } from "./timeline.ts";

const { serve } = await freshDatabase();
const db = postgres(serve);
let acme: TestOrganization;
const create = (type: RecordType, body: object) => acme.write((work) => createRecord(work, type, body));
const page = (type: RecordType, id: string, limit = 50, cursor?: string) =>
  acme.read((work) => readTimeline(work, type, id, limit, cursor));
const told = async (type: RecordType, id: string) =>
  (await page(type, id)).data.map(({ kind, action, title, body }) => `${kind} ${action ?? title ?? body}`);

beforeAll(async () => {
  acme = await testOrganization(db, "Acme");
  await acme.write(createDefaultPipeline);
  return () => db.close();
});

test("an account's timeline has what is linked to it, its people and its sales", async () => {
  const { id } = await create(account, { name: "Globex" });
  const person = await create(contact, { lastName: "Hank", accountId: id });
  const sale = await create(opportunity, { name: "Sale", accountId: id });
  await create(activity, { type: "note", title: "own", links: [{ type: "account", id }] });
  await create(activity, {
    type: "call",
    title: "person",
    links: [
      { type: "contact", id: person.id },
      { type: "account", id },
    ],
  });
  await create(activity, { type: "email", title: "sale", links: [{ type: "opportunity", id: sale.id }] });
  await create(activity, { type: "note", title: "nobody" });
  await create(task, { title: "todo", links: [{ type: "account", id }] });
  await create(document, { name: "offer", links: [{ type: "opportunity", id: sale.id }] });
  await acme.write((work) => addComment(work, account, id, "well"));
  await acme.write((work) => updateRecord(work, account, id, { name: "Globex Inc" }));
  expect(await told(account, id)).toEqual([
    "event UPDATE",
    "comment well",
    "document offer",
    "task todo",
    "activity sale",
    "activity person",
    "activity own",
    "event CREATE",
  ]);
  expect(await told(contact, person.id)).toEqual(["activity person", "event CREATE"]);
  const [first] = (await page(account, id)).data;
  expect(first).toMatchObject({
    changes: { name: { from: "Globex", to: "Globex Inc" } },
    by: { id: acme.actor.userId, name: acme.actor.name },
  });
});

test("some kinds alone", async () => {
  const { id } = await create(account, { name: "Initech" });
  await create(task, { title: "todo", links: [{ type: "account", id }] });
  await create(activity, { type: "note", title: "note", links: [{ type: "account", id }] });
  await acme.write((work) => addComment(work, account, id, "well"));
  const some = async (...kinds: TimelineItem["kind"][]) =>
    (await acme.read((work) => readTimeline(work, account, id, 50, undefined, kinds))).data.map(({ kind }) => kind);
  expect(await some("task")).toEqual(["task"]);
  expect(await some("activity", "comment")).toEqual(["comment", "activity"]);
  expect(await some("event")).toEqual(["event"]);
});

test("pages follow each other without a gap", async () => {
  const { id } = await create(account, { name: "Paged" });
  for (let at = 0; at < 7; at++)
    await create(activity, {
      type: "note",
      title: `n${at}`,
      date: "2026-01-01T00:00:00Z",
      links: [{ type: "account", id }],
    });
  const seen: string[] = [];
  let cursor: string | null | undefined;
  do {
    const { data, nextCursor } = await page(account, id, 3, cursor ?? undefined);
    seen.push(...data.map((item) => item.id));
    cursor = nextCursor;
  } while (cursor);
  expect(seen).toEqual((await page(account, id)).data.map((item) => item.id));
  expect(seen).toHaveLength(8);
  await expect(page(account, id, 3, "nonsense")).rejects.toMatchObject({ status: 400 });
});

test("changed references are named", async () => {
  const [first, second] = (await acme.read(listPipelines))[0]!.stages;
  const { id } = await create(opportunity, { name: "Sale" });
  await acme.write((work) => updateRecord(work, opportunity, id, { stageId: second!.id }));
  expect((await page(opportunity, id)).data[0]!.changes).toMatchObject({
    stageId: { from: { id: first!.id, title: "Prospecting" }, to: { title: "Qualification" } },
  });
});

test("what happened to a lead is told of what it became", async () => {
  const { id } = await create(lead, { lastName: "Hopper", company: "Navy" });
  await create(activity, { type: "call", title: "before", links: [{ type: "lead", id }] });
  const made = await acme.write((work) => convertLead(work, id, { createOpportunity: true, matchExisting: true }));
  for (const [type, record] of [
    [account, made.account],
    [contact, made.contact],
    [opportunity, made.opportunity],
  ] as const) {
    expect(await told(type, record!.id)).toContain("activity before");
  }
});

test("what an activity is about remembers it, and says nothing more", async () => {
  const { id } = await create(account, { name: "Dealt" });
  await create(activity, {
    type: "call",
    title: "then",
    date: "2026-02-03T10:00:00Z",
    links: [{ type: "account", id }],
  });
  await create(activity, {
    type: "call",
    title: "before",
    date: "2025-02-03T10:00:00Z",
    links: [{ type: "account", id }],
  });
  expect(await acme.read((work) => readRecord(work, account, id))).toMatchObject({
    lastActivityAt: "2026-02-03T10:00:00.000Z",
    version: 1,
  });
  expect(await told(account, id)).not.toContain("event UPDATE");
});

test.each(recordTypes.map((type) => [type.name, type] as const))("%s has a timeline", async (_, type) => {
  await expect(page(type, "00000000-0000-7000-8000-000000000000")).rejects.toMatchObject({ status: 404 });
});
