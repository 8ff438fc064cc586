import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { postgres } from "../../adapters/postgres.ts";
import type { Actor } from "../../access/caller.ts";
import { internalOrigin } from "../../access/caller.ts";
import { newId } from "../../identifier.ts";
import type { Jobs } from "../../ports/jobs.ts";
import type { Storage } from "../../ports/storage.ts";
import { freshDatabase } from "../../../tests/database.ts";
import { testOrganization } from "../../../tests/organization.ts";
import type { TestOrganization } from "../../../tests/organization.ts";
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
};
const jobs = { enqueue: async () => undefined } as unknown as Jobs;
const tools = { db, storage, jobs, types: recordTypes, settings: { largestImportBytes: 100_000_000 } };

async function* bytesOf(text: string | Buffer): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text as string);
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

type Options = Partial<ImportOptions> & { dryRun?: boolean; actor?: Actor };

async function start(organization: TestOrganization, plural: string, text: string | Buffer, { actor = organization.actor, dryRun = false, ...options }: Options = {}): Promise<string> {
  const type = recordTypes.find((one) => one.plural === plural)!;
  const given = { mapping: {}, missing: "create", unmapped: "skip", ...options, dryRun } as const;
  const { id } = await startImport(tools, actor, internalOrigin("test"), type, { bytes: bytesOf(text), filename: `${plural}.csv` }, given);
  return id;
}

async function load(organization: TestOrganization, plural: string, text: string | Buffer, options?: Options): Promise<StoredImport> {
  const id = await start(organization, plural, text, options);
  await runImport(tools, organization.id, id);
  return stateOf(organization, id);
}

const stateOf = (organization: TestOrganization, id: string) => organization.read(async ({ sql }) => (await findImport(sql, organization.id, id))!);
const query = <Row>(organization: TestOrganization, text: string, ...more: unknown[]) => organization.read(({ sql }) => sql.query<Row>(text, [organization.id, ...more]));
const count = async (organization: TestOrganization, from: string) => (await query<{ count: number }>(organization, `select count(*) from ${from}`))[0]!.count;
const errorsOf = (organization: TestOrganization, id: string) =>
  query<{ line: number; column: string | null; reason: string; warning: boolean }>(organization, 'select line, column_name as "column", reason, warning from import_error where organization_id = $1 and import_id = $2 order by line, position', id);
const counts = ({ processed, created, updated, unchanged, failed, related }: StoredImport) => ({ processed, created, updated, unchanged, failed, related });

async function pipelines(organization: TestOrganization): Promise<void> {
  await organization.write(async (work) => {
    const pipeline = newId();
    await work.sql.query("insert into pipeline (organization_id, id, name) values ($1, $2, 'Sales')", [organization.id, pipeline]);
    const stages = [["Qualified", "open"], ["Won", "won"], ["Lost", "lost"]];
    for (const [position, [name, outcome]] of stages.entries()) {
      await work.sql.query("insert into stage (organization_id, id, pipeline_id, name, position, outcome) values ($1, $2, $3, $4, $5, $6)", [organization.id, newId(), pipeline, name, position, outcome]);
    }
    work.record({ action: "CREATE", resource: "pipeline", resourceId: pipeline, name: "Sales" });
  });
}

async function tenant(name: string): Promise<TestOrganization> {
  const organization = await testOrganization(db, name);
  await pipelines(organization);
  return organization;
}

const sales = resolve(import.meta.dirname, "../../../../shared/data/crm-sales");
const salesFile = (name: string) => readFileSync(resolve(sales, name), "utf8");
const monthFirst = (text: string) => text.replaceAll(/\b(\d{4})-(\d\d)-(\d\d)\b/g, "$2/$3/$1");
if (!existsSync(sales)) console.warn(`left out: the import of ${sales}, which is not there`);

describe.skipIf(!existsSync(sales))("a real CRM's export", () => {
  const accounts = "accounts.csv";
  const deals = "sales_pipeline.csv";

  async function figures(organization: TestOrganization) {
    const [parents] = await query<{ count: number }>(organization, "select count(*) from account where organization_id = $1 and parent_account_id is not null");
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
      value: (await query<{ sum: string }>(organization, "select sum(amount) from opportunity where organization_id = $1"))[0]!.sum,
      first: await query(organization, "select name, engage_date, close_date, amount, owner_id, owner_name, external_id from opportunity where organization_id = $1 and external_id = '1C1I7A6R'"),
    };
  }

  const expected = {
    accounts: 85,
    parents: 15,
    opportunities: 8_800,
    unlinked: 1_425,
    stages: { "won won": 4_238, "lost lost": 2_473, "engaging open": 1_589, "prospecting open": 500 },
    value: "10005534.00",
    first: [{ name: "Cancity – GTX Plus Basic", engage_date: "2016-10-20", close_date: "2017-03-01", amount: "1054.00", owner_id: null, owner_name: "Moses Frase", external_id: "1C1I7A6R" }],
  };

  test("goes in whole, and again without a duplicate", { timeout: 60_000 }, async () => {
    const organization = await tenant("Sales");
    expect(counts(await load(organization, "accounts", salesFile(accounts)))).toEqual({ processed: 85, created: 85, updated: 0, unchanged: 0, failed: 0, related: 0 });
    const first = await load(organization, "opportunities", salesFile(deals));
    expect(counts(first)).toEqual({ processed: 8_800, created: 8_800, updated: 0, unchanged: 0, failed: 0, related: 0 });
    expect(await figures(organization)).toEqual(expected);
    expect(counts(await load(organization, "accounts", salesFile(accounts)))).toMatchObject({ created: 0, updated: 0, unchanged: 85 });
    expect(counts(await load(organization, "opportunities", salesFile(deals)))).toMatchObject({ created: 0, updated: 0, unchanged: 8_800 });
    expect(await figures(organization)).toEqual(expected);
    expect(await count(organization, "audit_event where organization_id = $1 and resource = 'opportunity'")).toBe(8_800);
  });

  test("goes in the other way round, with dates that begin with the month", { timeout: 60_000 }, async () => {
    const organization = await tenant("Reversed");
    const first = await load(organization, "opportunities", monthFirst(salesFile(deals)));
    expect(counts(first)).toMatchObject({ created: 8_800, failed: 0, related: 85 });
    expect(counts(await load(organization, "accounts", salesFile(accounts)))).toMatchObject({ created: 0, updated: 85, failed: 0 });
    expect(await figures(organization)).toEqual(expected);
  });

  test("can be undone", { timeout: 60_000 }, async () => {
    const organization = await tenant("Undone");
    const { id } = await load(organization, "opportunities", salesFile(deals));
    await organization.write(({ sql }) => sql.query("update import set undo_status = 'queued' where organization_id = $1 and id = $2", [organization.id, id]));
    await undoImport(tools, organization.id, id);
    expect(await stateOf(organization, id)).toMatchObject({ undoStatus: "done", undoRemoved: 8_885, undoRestored: 0 });
    expect(await count(organization, "opportunity where organization_id = $1 and deleted_at is null")).toBe(0);
    expect(await count(organization, "account where organization_id = $1 and deleted_at is null")).toBe(0);
  });
});
