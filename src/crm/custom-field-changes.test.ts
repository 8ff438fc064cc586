import { beforeAll, expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { testOrganization } from "../../tests/organization.ts";
import type { TestOrganization } from "../../tests/organization.ts";
import { postgres } from "../adapters/postgres.ts";
import { createRecord, readRecord, updateRecord } from "../records/store.ts";
import { trashRecord } from "../records/trash.ts";
import { account } from "./account.ts";
import {
  addCustomField,
  changeCustomField,
  listCustomFields,
  orderCustomFields,
  removeCustomField,
} from "./custom-field-changes.ts";
import type { NewCustomField } from "./custom-field-changes.ts";
import { recordTypes } from "./record-types.ts";

const { serve } = await freshDatabase();
const db = postgres(serve);
let acme: TestOrganization;
const add = (field: Partial<NewCustomField>) =>
  acme.write((work) =>
    addCustomField(work, account, {
      label: "Field",
      kind: "text",
      required: false,
      personal: true,
      choices: [],
      ...field,
    }),
  );
const create = (custom: object) => acme.write((work) => createRecord(work, account, { name: "A", custom }));

beforeAll(async () => {
  acme = await testOrganization(db, "Acme");
  return () => db.close();
});

test("a field is named after its label, and is validated like a declared one", async () => {
  const size = await add({ label: "Größe (m²)", kind: "decimal" });
  expect(size).toMatchObject({ name: "grosse_m2", position: 0 });
  expect(await add({ label: "größe  m2", kind: "text" })).toMatchObject({ name: `${size.name}_2`, position: 1 });
  expect((await create({ [size.name]: "1.5" })).custom).toEqual({ [size.name]: "1.5000" });
  await expect(create({ [size.name]: "much" })).rejects.toMatchObject({
    status: 400,
    extras: { errors: [{ field: `custom.${size.name}` }] },
  });
  await expect(create({ unheard: 1 })).rejects.toMatchObject({ status: 400 });
  await expect(add({ kind: "choice" })).rejects.toMatchObject({ status: 400 });
});

test("no field is named like what every object has", async () => {
  expect(await add({ label: "Constructor" })).toMatchObject({ name: "constructor_2" });
});

test("a required field is asked for from new records", async () => {
  const before = await create({});
  const field = await add({ label: "Tier", kind: "choice", choices: ["gold", "silver"], required: true });
  await expect(create({})).rejects.toMatchObject({
    status: 400,
    extras: { errors: [{ field: "custom.tier", reason: "is required" }] },
  });
  expect((await create({ tier: "gold" })).custom).toEqual({ tier: "gold" });
  await acme.write((work) => updateRecord(work, account, before.id, { name: "B" }));
  await expect(
    acme.write((work) => updateRecord(work, account, before.id, { custom: { tier: null } })),
  ).rejects.toMatchObject({ status: 400 });
  await acme.write((work) => changeCustomField(work, field.id, { required: false, choices: ["gold", "bronze"] }));
  expect(await acme.read((work) => listCustomFields(work, "account"))).toContainEqual(
    expect.objectContaining({ name: "tier", required: false, choices: ["gold", "bronze"] }),
  );
});

test("a removed field takes its values along, from the trash too", async () => {
  const field = await add({ label: "Gone" });
  const kept = await create({ gone: "x" });
  const trashed = await create({ gone: "y" });
  await acme.write((work) => trashRecord(work, account, recordTypes, trashed.id));
  await acme.write((work) => removeCustomField(work, field.id));
  expect(await acme.read((work) => readRecord(work, account, kept.id))).toMatchObject({ custom: {}, version: 2 });
  expect((await acme.read((work) => readRecord(work, account, trashed.id, "only"))).custom).toEqual({});
  await expect(acme.write((work) => removeCustomField(work, field.id))).rejects.toMatchObject({ status: 404 });
});

test("fields stand in the order that they are put in", async () => {
  const order = (ids: string[]) => acme.write((work) => orderCustomFields(work, account, ids));
  const ids = async () => (await acme.read((work) => listCustomFields(work, "account"))).map(({ id }) => id);
  for (const label of ["First", "Second"]) await add({ label });
  const turned = (await ids()).toReversed();
  await order(turned);
  expect(await ids()).toEqual(turned);
  for (const wrong of [turned.slice(1), [...turned, turned[0]!], turned.with(0, turned[1]!)])
    await expect(order(wrong)).rejects.toMatchObject({ status: 400 });
  expect(await ids()).toEqual(turned);
});
