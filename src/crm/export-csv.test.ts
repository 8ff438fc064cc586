import { expect, test } from "vitest";
import { postgres } from "../adapters/postgres.ts";
import { internalOrigin } from "../access/caller.ts";
import type { Given } from "../api/endpoint.ts";
import type { Reply } from "../api/reply.ts";
import type { Services } from "../api/services.ts";
import type { Jobs } from "../ports/jobs.ts";
import type { Storage } from "../ports/storage.ts";
import { createRecord } from "../records/store.ts";
import { freshDatabase } from "../../tests/database.ts";
import { testOrganization } from "../../tests/organization.ts";
import type { TestOrganization } from "../../tests/organization.ts";
import { createDefaultPipeline } from "./default-pipeline.ts";
import { exportEndpoints } from "./export-csv.ts";
import { findImport } from "./import/progress.ts";
import { runImport } from "./import/run-import.ts";
import { startImport } from "./import/start-import.ts";
import { recordTypes } from "./record-types.ts";

const { serve } = await freshDatabase();
const db = postgres({ ...serve, max: 2 });

async function download(organization: TestOrganization, plural: string, query = ""): Promise<Response> {
  const endpoint = exportEndpoints.find(({ route }) => route === `GET /api/${plural}/export.csv`)!;
  const context = {
    caller: { type: "nobody" },
    origin: internalOrigin("test"),
    actor: () => organization.actor,
    note: () => undefined,
  } as const;
  const given = { url: new URL(`http://localhost/api/${plural}/export.csv${query}`) } as Given;
  const reply = (await endpoint.handle(given, context, { db } as Services)) as Reply;
  return reply.body as Response;
}

const lines = async (response: Response) => (await response.text()).trimEnd().split("\r\n");

async function importAgain(organization: TestOrganization, plural: string, bytes: Uint8Array) {
  const storage = {
    write: async (_, given) => ({ size: (await Array.fromAsync(given)).length, sha256: "" }),
    read: async () => new Blob([new Uint8Array(bytes)]).stream(),
    remove: async () => undefined,
    list: async function* () {},
  } as Storage;
  const tools = {
    db,
    storage,
    types: recordTypes,
    jobs: { enqueue: async () => undefined } as unknown as Jobs,
    settings: { largestImportBytes: 1e9 },
  };
  const type = recordTypes.find((one) => one.plural === plural)!;
  const options = { mapping: {}, missing: "fail", unmapped: "skip", dryRun: false } as const;
  const { id } = await startImport(
    tools,
    organization.actor,
    internalOrigin("test"),
    type,
    { bytes: new Blob([new Uint8Array(bytes)]).stream(), filename: null },
    options,
  );
  await runImport(tools, organization.id, id);
  return organization.read(({ sql }) => findImport(sql, organization.id, id));
}

const typeNamed = (name: string) => recordTypes.find((type) => type.name === name)!;

test("an export opens in spreadsheet programs, runs nothing there, and keeps to the query", async () => {
  const organization = await testOrganization(db, "Export");
  await organization.write(async (work) => {
    await createRecord(work, typeNamed("account"), {
      name: '=HYPERLINK("http://evil.example")',
      phone: "+49 30 901820",
      annualRevenue: "-12.5",
    });
    await createRecord(work, typeNamed("account"), {
      name: "Zebra, Inc.",
      description: "two\nlines",
      tags: ["a", "b"],
    });
    await createRecord(work, typeNamed("account"), { name: "Left out" });
  });
  const response = await download(organization, "accounts", "?sort=-name&filter[name][ne]=Left%20out&limit=1");
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
  const text = bytes.toString();
  expect(text).toContain('"Zebra, Inc."');
  expect(text).toContain('"two\nlines"');
  expect(text).toContain(`"'=HYPERLINK(""http://evil.example"")"`);
  expect(text).toContain(",+49 30 901820,");
  expect(text).toContain(",-12.50,");
  expect(text).not.toContain("Left out");
  expect(text.indexOf("Zebra")).toBeLessThan(text.indexOf("HYPERLINK"));
});

test("an export that is imported again changes nothing", async () => {
  const organization = await testOrganization(db, "Again");
  await organization.write(async (work) => {
    await createDefaultPipeline(work);
    const parent = await createRecord(work, typeNamed("account"), {
      name: "'=Root",
      domain: "root.example",
      yearFounded: 1999,
      annualRevenue: "1234.00",
    });
    const child = await createRecord(work, typeNamed("account"), {
      name: "Child",
      parentAccountId: parent.id,
      industry: "Steel, old",
      billingCountry: "de",
      tags: ["x", "y"],
    });
    await createRecord(work, typeNamed("contact"), {
      firstName: "Ada",
      lastName: "Lovelace",
      email: "ada@example.com",
      accountId: child.id,
      birthday: "1815-12-10",
      consentAt: "2024-05-06T07:08:09.123Z",
      doNotCall: true,
    });
    await createRecord(work, typeNamed("opportunity"), {
      name: "Deal",
      accountId: parent.id,
      amount: 5000,
      probability: "12.5",
      closeDate: "2030-02-01",
    });
    await createRecord(work, typeNamed("task"), { title: "Call", priority: "high", dueDate: "2030-02-01" });
  });
  for (const plural of ["accounts", "contacts", "opportunities", "tasks"]) {
    const bytes = new Uint8Array(await (await download(organization, plural)).arrayBuffer());
    const done = await importAgain(organization, plural, bytes);
    expect(done, plural).toMatchObject({ status: "done", created: 0, updated: 0, failed: 0 });
    expect(done!.unchanged, plural).toBe(plural === "accounts" ? 2 : 1);
  }
});

test("thousands of rows are streamed, and a reader who leaves frees the connection", async () => {
  const organization = await testOrganization(db, "Many");
  await organization.write(async (work) => {
    await work.sql.query(
      "insert into account (organization_id, id, name) select $1, gen_random_uuid(), 'Account ' || n from generate_series(1, 5000) n",
      [organization.id],
    );
    work.record({ action: "IMPORT", resource: "account" });
  });
  expect(await lines(await download(organization, "accounts"))).toHaveLength(5_001);
  for (let time = 0; time < 5; time += 1) {
    const reader = (await download(organization, "accounts")).body!.getReader();
    await reader.read();
    await reader.cancel();
  }
  expect(await lines(await download(organization, "accounts", "?search=account%204999"))).toHaveLength(2);
});
