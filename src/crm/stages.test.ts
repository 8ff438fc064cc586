import { beforeAll, expect, test } from "vitest";
import { withClient } from "../adapters/client.ts";
import { freshDatabase } from "../../tests/database.ts";
import { testOrganization } from "../../tests/organization.ts";
import type { TestOrganization } from "../../tests/organization.ts";
import { postgres } from "../adapters/postgres.ts";
import { createRecord, readRecord } from "../records/store.ts";
import { createDefaultPipeline } from "./default-pipeline.ts";
import { opportunity } from "./opportunity.ts";
import { insertPipeline, listPipelines } from "./pipelines.ts";
import { addStage, changeStage, orderStages, removePipeline, removeStage } from "./stages.ts";

const { serve, owner } = await freshDatabase();
const db = postgres(serve);
let acme: TestOrganization;
const pipelines = () => acme.read(listPipelines);
const stageNamed = async (name: string) =>
  (await pipelines()).flatMap(({ stages }) => stages).find((stage) => stage.name === name)!;

beforeAll(async () => {
  acme = await testOrganization(db, "Acme");
  await acme.write(createDefaultPipeline);
  return () => db.close();
});

test("stages are added, renamed and put in order, each with its event", async () => {
  const [pipeline] = await pipelines();
  await acme.write((work) =>
    addStage(work, pipeline!.id, { name: "Demo", probability: "40.00", outcome: "open", position: 2 }),
  );
  expect((await pipelines())[0]!.stages.map(({ name }) => name)).toEqual([
    "Prospecting",
    "Qualification",
    "Demo",
    "Proposal",
    "Negotiation",
    "Won",
    "Lost",
  ]);
  const demo = await stageNamed("Demo");
  await acme.write((work) => changeStage(work, demo.id, { name: "Show" }));
  await expect(acme.write((work) => changeStage(work, demo.id, { name: "won" }))).rejects.toMatchObject({
    status: 409,
  });
  const order = (await pipelines())[0]!.stages.map(({ id }) => id).toReversed();
  await acme.write((work) => orderStages(work, pipeline!.id, order));
  expect((await pipelines())[0]!.stages.map(({ id }) => id)).toEqual(order);
  await expect(acme.write((work) => orderStages(work, pipeline!.id, order.slice(1)))).rejects.toMatchObject({
    status: 400,
  });
  const { rows } = await withClient(owner, (client) =>
    client.query("select action, resource from audit_event where resource in ('stage', 'pipeline') order by id"),
  );
  expect(rows.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
    "CREATE pipeline",
    "CREATE stage",
    "UPDATE stage",
    "UPDATE pipeline",
  ]);
});

test("a stage in use is kept, or its opportunities move", async () => {
  const proposal = await stageNamed("Proposal");
  const won = await stageNamed("Won");
  const { id } = await acme.write((work) => createRecord(work, opportunity, { name: "Sale", stageId: proposal.id }));
  await expect(acme.write((work) => removeStage(work, proposal.id))).rejects.toMatchObject({
    status: 409,
    extras: { members: { opportunities: 1 } },
  });
  await expect(acme.write((work) => changeStage(work, proposal.id, { outcome: "lost" }))).rejects.toMatchObject({
    status: 409,
  });
  await acme.write((work) => removeStage(work, proposal.id, won.id));
  expect(await acme.read((work) => readRecord(work, opportunity, id))).toMatchObject({
    stageId: won.id,
    status: "won",
    probability: "100.00",
  });
});

test("one pipeline always stays, and one open stage in each", async () => {
  const [only] = await pipelines();
  await expect(acme.write((work) => removePipeline(work, only!.id))).rejects.toMatchObject({ status: 409 });
  const id = await acme.write((work) =>
    insertPipeline(work, "Renewals", [
      { name: "Due", probability: "0", outcome: "open" },
      { name: "Renewed", probability: "100", outcome: "won" },
    ]),
  );
  const due = (await pipelines()).find((one) => one.id === id)!.stages[0]!;
  await expect(acme.write((work) => removeStage(work, due.id))).rejects.toMatchObject({ status: 409 });
  const sale = await acme.write((work) => createRecord(work, opportunity, { name: "Sale", stageId: due.id }));
  await expect(acme.write((work) => removePipeline(work, id))).rejects.toMatchObject({ status: 409 });
  await acme.write(async (work) => removePipeline(work, id, (await stageNamed("Negotiation")).id));
  expect(await pipelines()).toHaveLength(1);
  expect(await acme.read((work) => readRecord(work, opportunity, sale.id))).toMatchObject({ pipelineId: only!.id });
});
