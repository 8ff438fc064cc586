import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { postgres } from "../../adapters/postgres.ts";
import type { Actor } from "../../access/caller.ts";
import { internalOrigin } from "../../access/caller.ts";
import type { Jobs } from "../../ports/jobs.ts";
import type { Storage } from "../../ports/storage.ts";
import { freshDatabase } from "../../../tests/database.ts";
import { needsShared, sharedFolder } from "../../../tests/needs.ts";
import { testOrganization } from "../../../tests/organization.ts";
import type { TestOrganization } from "../../../tests/organization.ts";
import { createDefaultPipeline } from "../default-pipeline.ts";
import { recordTypes } from "../record-types.ts";
import type { ImportOptions } from "./plan.ts";
import { findImport } from "./progress.ts";
import type { StoredImport } from "./progress.ts";
import { runImport } from "./run-import.ts";
import { startImport } from "./start-import.ts";
import { undoImport } from "./undo-import.ts";

const { serve } = await freshDatabase();
const db = postgres({ ...serve, max: 4 });
const files = new Map<string, Buffer>();
const storage: Storage = {
  write: async (key, bytes) => {
    const content = Buffer.concat(await Array.fromAsync(bytes));
    files.set(key, content);
    return { size: content.length, sha256: "" };
  },
  read: async (key) => (files.has(key) ? new Blob([new Uint8Array(files.get(key)!)]).stream() : null),
  remove: async (key) => void files.delete(key),
  list: async function* () {},
};
const jobs = { enqueue: async () => undefined } as unknown as Jobs;
const tools = { db, storage, jobs, types: recordTypes, settings: { largestImportBytes: 100_000_000 } };

async function* bytesOf(text: string | Buffer): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text as string);
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

type Options = Partial<ImportOptions> & { dryRun?: boolean; actor?: Actor };

async function start(
  organization: TestOrganization,
  plural: string,
  text: string | Buffer,
  { actor = organization.actor, dryRun = false, ...options }: Options = {},
): Promise<string> {
  const type = recordTypes.find((one) => one.plural === plural)!;
  const given = { mapping: {}, missing: "create", unmapped: "skip", ...options, dryRun } as const;
  const { id } = await startImport(
    tools,
    actor,
    internalOrigin("test"),
    type,
    { bytes: bytesOf(text), filename: `${plural}.csv` },
    given,
  );
  return id;
}

async function load(
  organization: TestOrganization,
  plural: string,
  text: string | Buffer,
  options?: Options,
): Promise<StoredImport> {
  const id = await start(organization, plural, text, options);
  await runImport(tools, organization.id, id);
  return stateOf(organization, id);
}

const stateOf = (organization: TestOrganization, id: string) =>
  organization.read(async ({ sql }) => (await findImport(sql, organization.id, id))!);
const query = <Row>(organization: TestOrganization, text: string, ...more: unknown[]) =>
  organization.read(({ sql }) => sql.query<Row>(text, [organization.id, ...more]));
const count = async (organization: TestOrganization, from: string) =>
  (await query<{ count: number }>(organization, `select count(*) from ${from}`))[0]!.count;
const errorsOf = (organization: TestOrganization, id: string) =>
  query<{ line: number; column: string | null; reason: string; warning: boolean }>(
    organization,
    'select line, column_name as "column", reason, warning from import_error where organization_id = $1 and import_id = $2 order by line, position',
    id,
  );
const counts = ({ processed, created, updated, unchanged, failed, related }: StoredImport) => ({
  processed,
  created,
  updated,
  unchanged,
  failed,
  related,
});

async function tenant(name: string): Promise<TestOrganization> {
  const organization = await testOrganization(db, name);
  await organization.write(createDefaultPipeline);
  return organization;
}

const accountRow = (organization: TestOrganization, name: string) =>
  query<{ id: string; name: string; employees: number | null; parent: string | null; deleted: boolean }>(
    organization,
    `select a.id, a.name, a.employees, p.name as parent, a.deleted_at is not null as deleted from account a
     left join account p on p.organization_id = a.organization_id and p.id = a.parent_account_id where a.organization_id = $1 and a.name = $2`,
    name,
  );

test("bad rows are told by line, column and reason, and good rows go in", async () => {
  const organization = await tenant("Rows");
  const text =
    'Company,Employees,Year founded,Website\r\nGood,"1,200",1999,example.com\r\n"Two\r\nlines",x,1999,\r\n,5,,\r\nLate,7,nineteen,not a site\r\nLong,1,2,3,4\r\n"open,1\r\nLast,3,,\r\n';
  const done = await load(organization, "accounts", text);
  expect(counts(done)).toEqual({ processed: 7, created: 2, updated: 0, unchanged: 0, failed: 5, related: 0 });
  expect((await errorsOf(organization, done.id)).map(({ line, column, reason }) => [line, column, reason])).toEqual([
    [3, "Employees", "“x” is not a number with a decimal point"],
    [5, "Company", "Name is required"],
    [6, "Year founded", "“nineteen” is not a number with a decimal point"],
    [6, "Website", "“not a site” is not a web address"],
    [7, null, "The row has 5 cells where the header has 4"],
    [8, null, expect.stringContaining("A quotation mark is opened and not closed")],
  ]);
  expect(await accountRow(organization, "Good")).toMatchObject([{ employees: 1200 }]);
  expect(await accountRow(organization, "Last")).toMatchObject([{ employees: 3 }]);
});

test("references resolve across the whole file and are made only where no row bears them", async () => {
  const organization = await tenant("Parents");
  const middle = Array.from(
    { length: 1_200 },
    (_, at) => `Child ${at},${at === 0 ? "ROOT" : at === 1 ? "Elsewhere" : ""}`,
  );
  const text = ["name,parent", ...middle, "Root,"].join("\n");
  expect(counts(await load(organization, "accounts", text))).toEqual({
    processed: 1_201,
    created: 1_201,
    updated: 0,
    unchanged: 0,
    failed: 0,
    related: 1,
  });
  expect(await accountRow(organization, "Child 0")).toMatchObject([{ parent: "Root" }]);
  expect(await accountRow(organization, "Child 1")).toMatchObject([{ parent: "Elsewhere" }]);
  const again = await load(organization, "accounts", text);
  expect(counts(again)).toEqual({ processed: 1_201, created: 0, updated: 0, unchanged: 1_201, failed: 0, related: 0 });
});

test("a reference that names nothing is left blank or fails its row, as asked", async () => {
  const organization = await tenant("Missing");
  const text = "name,parent\nA,Nobody\nB,";
  const failing = await load(organization, "accounts", text, { missing: "fail" });
  expect(counts(failing)).toMatchObject({ created: 1, failed: 1 });
  expect(await errorsOf(organization, failing.id)).toMatchObject([
    { line: 2, column: "parent", reason: "“Nobody” names no account", warning: false },
  ]);
  const blank = await load(organization, "accounts", text, { missing: "blank" });
  expect(counts(blank)).toMatchObject({ created: 1, unchanged: 1, failed: 0 });
  expect(await errorsOf(organization, blank.id)).toMatchObject([{ line: 2, column: "parent", warning: true }]);
});

test("a dry run tells what would happen and leaves nothing", async () => {
  const organization = await tenant("Dry");
  await load(organization, "accounts", "name,employees\nOld,1");
  const text = "name,employees,parent\nOld,2,New parent\nNew,1,New parent\nnew,1,\nBad,x,";
  expect(counts(await load(organization, "accounts", text, { dryRun: true }))).toEqual({
    processed: 4,
    created: 1,
    updated: 2,
    unchanged: 0,
    failed: 1,
    related: 1,
  });
  expect(await count(organization, "account where organization_id = $1")).toBe(1);
  expect(await accountRow(organization, "Old")).toMatchObject([{ employees: 1 }]);
});

test("rows that mean the same record change it one after the other", async () => {
  const organization = await tenant("Twice");
  const text =
    "First name,Last name,Email,Job title\nAda,Lovelace,ada@example.com,Countess\nAda,Lovelace,ADA@example.com,Programmer";
  expect(counts(await load(organization, "contacts", text))).toMatchObject({ created: 1, updated: 1 });
  expect(await query(organization, "select title, version from contact where organization_id = $1")).toEqual([
    { title: "Programmer", version: 2 },
  ]);
});

test("a unique value that another record has fails the row that brings it, not its neighbours", async () => {
  const organization = await tenant("Unique");
  await load(organization, "contacts", "id,last name,email\n1,First,taken@example.com");
  const done = await load(
    organization,
    "contacts",
    "id,last name,email\n2,Second,Taken@example.com\n3,Third,free@example.com",
    { key: "externalId", mapping: { id: "externalId" } },
  );
  expect(counts(done)).toMatchObject({ created: 1, failed: 1 });
  expect(await errorsOf(organization, done.id)).toMatchObject([
    { line: 2, column: "email", reason: "“Taken@example.com” belongs to another contact already" },
  ]);
});

test("an import that is cut off goes on where it stopped, and deals with each row once", async () => {
  const organization = await tenant("Cut");
  const text = ["name,external id", ...Array.from({ length: 2_300 }, (_, at) => `Account ${at},X-${at}`)].join("\n");
  const id = await start(organization, "accounts", text);
  const stop = new AbortController();
  const watching = setInterval(
    () => void stateOf(organization, id).then(({ processed }) => processed >= 500 && stop.abort(new Error("killed"))),
    5,
  );
  await expect(runImport(tools, organization.id, id, stop.signal)).rejects.toThrow("killed");
  clearInterval(watching);
  const half = await stateOf(organization, id);
  expect(half.status).toBe("running");
  expect(half.processed).toBeLessThan(2_300);
  expect(await count(organization, "account where organization_id = $1")).toBe(half.created);
  await Promise.all([runImport(tools, organization.id, id), runImport(tools, organization.id, id)]);
  expect(await stateOf(organization, id)).toMatchObject({
    status: "done",
    processed: 2_300,
    created: 2_300,
    failed: 0,
  });
  expect(await count(organization, "account where organization_id = $1")).toBe(2_300);
  expect(await count(organization, "audit_event where organization_id = $1 and resource = 'account'")).toBe(2_300);
});

test("ambiguous dates are asked for, with examples, and no row goes in before", async () => {
  const organization = await tenant("Dates");
  const text = "name,account,close date\nDeal,Acme,01/02/2024";
  const asked = await load(organization, "opportunities", text);
  expect(asked).toMatchObject({ status: "failed", processed: 0, reason: expect.stringContaining("dateOrder") });
  expect(await errorsOf(organization, asked.id)).toMatchObject([
    { line: 1, column: "close date", reason: expect.stringContaining("“01/02/2024”") },
  ]);
  expect(counts(await load(organization, "opportunities", text, { dateOrder: "dmy" }))).toMatchObject({ created: 1 });
  expect(await query(organization, "select close_date from opportunity where organization_id = $1")).toEqual([
    { close_date: "2024-02-01" },
  ]);
});

test("only who may manage pipelines makes stages, and only an admin new fields", async () => {
  const organization = await tenant("Roles");
  const actor = await organization.member("Mia", "member");
  const done = await load(organization, "opportunities", "name,stage\nOne,WON\nTwo,Engaging", { actor });
  expect(counts(done)).toMatchObject({ created: 1, failed: 1 });
  expect(await errorsOf(organization, done.id)).toMatchObject([
    { line: 3, column: "stage", reason: expect.stringContaining("only an admin") },
  ]);
  await expect(load(organization, "accounts", "name,colour\nA,red", { actor, unmapped: "custom" })).rejects.toThrow(
    "custom fields take an admin",
  );
});

test("columns that no field fits become custom fields when asked", async () => {
  const organization = await tenant("Custom");
  await load(organization, "accounts", "name,Favourite colour,to string\nA,red,x", { unmapped: "custom" });
  expect(await query(organization, "select custom from account where organization_id = $1")).toEqual([
    { custom: { favouriteColour: "red", toString2: "x" } },
  ]);
  expect(counts(await load(organization, "accounts", "name,Favourite colour\nA,blue"))).toMatchObject({ updated: 1 });
});

test("an undo restores what was there, removes what is new and keeps what somebody changed or used since", async () => {
  const organization = await tenant("Undo");
  await load(organization, "accounts", "name,employees\nOld,1\nTouched,1");
  const { id } = await load(organization, "accounts", "name,employees\nOld,2\nTouched,2\nNew,3\nUsed,4");
  await load(organization, "accounts", "name,employees\nTouched,9");
  await load(organization, "contacts", "last name,account\nSomebody,Used");
  await organization.write(({ sql }) =>
    sql.query("update import set undo_status = 'queued' where organization_id = $1 and id = $2", [organization.id, id]),
  );
  await undoImport(tools, organization.id, id);
  expect(await stateOf(organization, id)).toMatchObject({ undoStatus: "done", undoRemoved: 1, undoRestored: 1 });
  expect(await accountRow(organization, "Old")).toMatchObject([{ employees: 1 }]);
  expect(await accountRow(organization, "Touched")).toMatchObject([{ employees: 9 }]);
  expect(await accountRow(organization, "New")).toMatchObject([{ deleted: true }]);
  expect(await accountRow(organization, "Used")).toMatchObject([{ deleted: false }]);
  const kept = await query<{ kept: string }>(
    organization,
    "select kept from import_change where organization_id = $1 and import_id = $2 order by kept",
    id,
  );
  expect(kept).toEqual([{ kept: "is referred to by a record that stays" }, { kept: "was changed since" }]);
});

test("what does not fit is refused before anything is enqueued", async () => {
  const organization = await tenant("Refused");
  await expect(load(organization, "accounts", "colour\nred")).rejects.toThrow("no column is mapped to Name");
  await expect(load(organization, "accounts", "name\nA", { mapping: { nome: "name" } })).rejects.toThrow(
    "the file has no column nome",
  );
  await expect(load(organization, "accounts", "name\nA", { mapping: { name: "nonsense" } })).rejects.toThrow(
    "nonsense is no field of accounts",
  );
  await expect(load(organization, "accounts", "name\nA", { key: "externalId" })).rejects.toThrow(
    "no column is mapped to externalId",
  );
  await expect(load(organization, "accounts", "")).rejects.toThrow("is empty");
  await expect(load(organization, "accounts", "PK\u0003\u0004")).rejects.toThrow("save it as CSV");
});

const sales = resolve(sharedFolder, "data/crm-sales");
const salesFile = (name: string) => readFileSync(resolve(sales, name), "utf8");
const monthFirst = (text: string) => text.replaceAll(/\b(\d{4})-(\d\d)-(\d\d)\b/g, "$2/$3/$1");

describe("a real CRM's export", needsShared, () => {
  const accounts = "accounts.csv";
  const deals = "sales_pipeline.csv";

  async function figures(organization: TestOrganization) {
    const [parents] = await query<{ count: number }>(
      organization,
      "select count(*) from account where organization_id = $1 and parent_account_id is not null",
    );
    const stages = await query<{ stage: string; status: string; count: number }>(
      organization,
      `select lower(s.name) as stage, o.status, count(*) from opportunity o join stage s on s.organization_id = $1 and s.id = o.stage_id where o.organization_id = $1 group by 1, 2 order by 3 desc`,
    );
    return {
      accounts: await count(organization, "account where organization_id = $1"),
      parents: parents!.count,
      opportunities: await count(organization, "opportunity where organization_id = $1"),
      unlinked: await count(organization, "opportunity where organization_id = $1 and account_id is null"),
      stages: Object.fromEntries(stages.map(({ stage, status, count: number }) => [`${stage} ${status}`, number])),
      value: (
        await query<{ sum: string }>(organization, "select sum(amount) from opportunity where organization_id = $1")
      )[0]!.sum,
      first: await query(
        organization,
        "select name, engage_date, close_date, amount, owner_id, owner_name, external_id from opportunity where organization_id = $1 and external_id = '1C1I7A6R'",
      ),
    };
  }

  const expected = {
    accounts: 85,
    parents: 15,
    opportunities: 8_800,
    unlinked: 1_425,
    stages: { "won won": 4_238, "lost lost": 2_473, "engaging open": 1_589, "prospecting open": 500 },
    value: "10005534.00",
    first: [
      {
        name: "Cancity – GTX Plus Basic",
        engage_date: "2016-10-20",
        close_date: "2017-03-01",
        amount: "1054.00",
        owner_id: null,
        owner_name: "Moses Frase",
        external_id: "1C1I7A6R",
      },
    ],
  };

  test("goes in whole, and again without a duplicate", { timeout: 60_000 }, async () => {
    const organization = await tenant("Sales");
    expect(counts(await load(organization, "accounts", salesFile(accounts)))).toEqual({
      processed: 85,
      created: 85,
      updated: 0,
      unchanged: 0,
      failed: 0,
      related: 0,
    });
    const first = await load(organization, "opportunities", salesFile(deals));
    expect(counts(first)).toEqual({
      processed: 8_800,
      created: 8_800,
      updated: 0,
      unchanged: 0,
      failed: 0,
      related: 0,
    });
    expect(await figures(organization)).toEqual(expected);
    expect(counts(await load(organization, "accounts", salesFile(accounts)))).toMatchObject({
      created: 0,
      updated: 0,
      unchanged: 85,
    });
    expect(counts(await load(organization, "opportunities", salesFile(deals)))).toMatchObject({
      created: 0,
      updated: 0,
      unchanged: 8_800,
    });
    expect(await figures(organization)).toEqual(expected);
    expect(await count(organization, "audit_event where organization_id = $1 and resource = 'opportunity'")).toBe(
      8_800,
    );
  });

  test("goes in the other way round, with dates that begin with the month", { timeout: 60_000 }, async () => {
    const organization = await tenant("Reversed");
    const first = await load(organization, "opportunities", monthFirst(salesFile(deals)));
    expect(counts(first)).toMatchObject({ created: 8_800, failed: 0, related: 85 });
    expect(counts(await load(organization, "accounts", salesFile(accounts)))).toMatchObject({
      created: 0,
      updated: 85,
      failed: 0,
    });
    expect(await figures(organization)).toEqual(expected);
  });

  test("can be undone", { timeout: 60_000 }, async () => {
    const organization = await tenant("Undone");
    const { id } = await load(organization, "opportunities", salesFile(deals));
    await organization.write(({ sql }) =>
      sql.query("update import set undo_status = 'queued' where organization_id = $1 and id = $2", [
        organization.id,
        id,
      ]),
    );
    await undoImport(tools, organization.id, id);
    expect(await stateOf(organization, id)).toMatchObject({ undoStatus: "done", undoRemoved: 8_885, undoRestored: 0 });
    expect(await count(organization, "opportunity where organization_id = $1 and deleted_at is null")).toBe(0);
    expect(await count(organization, "account where organization_id = $1 and deleted_at is null")).toBe(0);
  });
});
