import { beforeAll, expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { testOrganization } from "../../tests/organization.ts";
import type { TestOrganization } from "../../tests/organization.ts";
import { postgres } from "../adapters/postgres.ts";
import { createRecord, updateRecord } from "../records/store.ts";
import { createDefaultPipeline } from "./default-pipeline.ts";
import { opportunity } from "./opportunity.ts";
import { readBoard } from "./opportunity-board.ts";
import { loseOpportunity, moveOpportunity, reopenOpportunity, winOpportunity } from "./opportunity-verbs.ts";
import { listPipelines } from "./pipelines.ts";
import type { Stage } from "./pipelines.ts";

const { serve } = await freshDatabase();
const db = postgres(serve);
let acme: TestOrganization;
let stages: Stage[];
const create = (body: object) => acme.write((work) => createRecord(work, opportunity, body));
const today = () => new Date().toISOString().slice(0, 10);

beforeAll(async () => {
  acme = await testOrganization(db, "Acme");
  await acme.write(createDefaultPipeline);
  stages = (await acme.read(listPipelines))[0]!.stages;
  return () => db.close();
});

test("an opportunity starts in the first stage, with what follows from it", async () => {
  const made = await create({ name: "Sale", amount: "99.99" });
  expect(made).toMatchObject({
    stageId: stages[0]!.id,
    pipelineId: stages[0]!.pipelineId,
    status: "open",
    probability: "10.00",
    currency: "USD",
    expectedRevenue: "10.00",
    closedAt: null,
  });
  const next = await acme.write((work) => updateRecord(work, opportunity, made.id, { stageId: stages[2]!.id }));
  expect(next).toMatchObject({ probability: "50.00", expectedRevenue: "50.00", status: "open" });
  const own = await acme.write((work) =>
    updateRecord(work, opportunity, made.id, { stageId: stages[3]!.id, probability: "33.33" }),
  );
  expect(own).toMatchObject({ probability: "33.33", expectedRevenue: "33.33" });
});

test("a sale entered as closed was closed on its close date", async () => {
  const won = await create({ name: "Old", stageId: stages[4]!.id, closeDate: "2020-02-29", amount: 10 });
  expect(won).toMatchObject({
    status: "won",
    closedAt: "2020-02-29T00:00:00.000Z",
    probability: "100.00",
    expectedRevenue: "10.00",
  });
});

test("an unknown stage is named as the bad field", async () => {
  await expect(create({ name: "Sale", stageId: "00000000-0000-7000-8000-000000000000" })).rejects.toMatchObject({
    status: 400,
    extras: { errors: [{ field: "stageId" }] },
  });
});

test("winning, losing and reopening", async () => {
  const { id } = await create({ name: "Sale", amount: "5" });
  const before = today();
  const won = await acme.write((work) => winOpportunity(work, id));
  expect(won).toMatchObject({ status: "won", stageId: stages[4]!.id, expectedRevenue: "5.00" });
  expect([before, today()]).toContain(won.closeDate);
  await expect(acme.write((work) => loseOpportunity(work, id, { lostReason: "price" }))).rejects.toMatchObject({
    status: 409,
  });
  const open = await acme.write((work) => reopenOpportunity(work, id, undefined));
  expect(open).toMatchObject({ status: "open", stageId: stages[0]!.id, closedAt: null, probability: "10.00" });
  const lost = await acme.write((work) => loseOpportunity(work, id, { lostReason: "price" }));
  expect(lost).toMatchObject({ status: "lost", lostReason: "price", probability: "0.00", expectedRevenue: "0.00" });
  await expect(acme.write((work) => reopenOpportunity(work, id, stages[4]!.id))).rejects.toMatchObject({ status: 400 });
});

test("what is said of an outcome stays with it and goes with it", async () => {
  const { id } = await create({ name: "Sale" });
  const won = await acme.write((work) => winOpportunity(work, id, { wonReason: "speed", outcomeNote: "In a week" }));
  expect(won).toMatchObject({ wonReason: "speed", outcomeNote: "In a week", lostReason: null });
  const same = await acme.write((work) => moveOpportunity(work, id, stages[4]!.id, {}));
  expect(same).toMatchObject({ wonReason: "speed", outcomeNote: "In a week" });
  const lost = await acme.write((work) => moveOpportunity(work, id, stages[5]!.id, {}, { lostReason: "Too heavy" }));
  expect(lost).toMatchObject({ wonReason: null, lostReason: "Too heavy", outcomeNote: "In a week" });
  const open = await acme.write((work) => moveOpportunity(work, id, stages[0]!.id, {}));
  expect(open).toMatchObject({ wonReason: null, lostReason: null, outcomeNote: null });
});

const names = async (stage: Stage) =>
  (await acme.read((work) => readBoard(work, undefined, new URLSearchParams(), []))).stages
    .find((column) => column.stage.id === stage.id)!
    .cards.map((card) => card.name);

test("cards keep the order that people give them", async () => {
  const stage = stages[1]!;
  const ids: string[] = [];
  for (const name of ["A", "B", "C"])
    ids.push((await create({ name, stageId: stage.id, amount: "1.10", currency: name === "C" ? "EUR" : "USD" })).id);
  const [a, b, c] = ids as [string, string, string];
  expect(await names(stage)).toEqual(["C", "B", "A"]);
  await acme.write((work) => moveOpportunity(work, a, stage.id, { beforeId: b }));
  expect(await names(stage)).toEqual(["C", "A", "B"]);
  await acme.write((work) => moveOpportunity(work, c, stage.id, { afterId: b }));
  expect(await names(stage)).toEqual(["A", "B", "C"]);
  // More moves into one gap than there is room for.
  for (let turn = 0; turn < 60; turn++)
    await acme.write((work) => moveOpportunity(work, turn % 2 ? b : c, stage.id, { afterId: a }));
  expect(await names(stage)).toEqual(["A", "B", "C"]);
  await expect(acme.write((work) => moveOpportunity(work, a, stage.id, { afterId: a }))).rejects.toMatchObject({
    status: 400,
  });
  const board = await acme.read((work) => readBoard(work, undefined, new URLSearchParams({ limit: "2" }), []));
  const column = board.stages.find((one) => one.stage.id === stage.id)!;
  expect(column).toMatchObject({
    count: 3,
    totals: [
      { currency: "EUR", amount: "1.10", weighted: "0.28" },
      { currency: "USD", amount: "2.20", weighted: "0.56" },
    ],
  });
  expect(column.cards).toHaveLength(2);
  expect(column.nextCursor).not.toBeNull();
});

test("moves at the same time all happen", async () => {
  const stage = stages[2]!;
  const { id: anchor } = await create({ name: "anchor", stageId: stages[2]!.id });
  const ids = await Promise.all(Array.from({ length: 8 }, async (_, at) => (await create({ name: `card ${at}` })).id));
  await Promise.all(ids.map((id) => acme.write((work) => moveOpportunity(work, id, stage.id, { afterId: anchor }))));
  const order = await names(stage);
  expect(order.slice(order.indexOf("anchor") + 1)).toHaveLength(
    8 + order.slice(order.indexOf("anchor") + 1).filter((name) => !(name as string).startsWith("card")).length,
  );
  const { stages: columns } = await acme.read((work) => readBoard(work, undefined, new URLSearchParams(), []));
  const positions = columns.find((column) => column.stage.id === stage.id)!.cards.map((card) => card.position);
  expect(new Set(positions).size).toBe(positions.length);
});
