import { beforeAll, expect, test } from "vitest";
import { withClient } from "../src/adapters/client.ts";
import { recordTypes } from "../src/crm/record-types.ts";
import { randomOf } from "../src/demo/random.ts";
import { auditSecret, testApp } from "./app.ts";
import type { TestApp } from "./app.ts";
import { made, record } from "./event-cases/fixtures.ts";
import { anyBody } from "./every-field.ts";
import { digestsOf, installation, manifestOf } from "./moving.ts";
import type { Installation } from "./moving.ts";

/** An organization with everything that there is goes to another installation, and is the same there. */

let app: TestApp;
let here: Installation;
let there: Installation;
let zip: string;

/** Where each table's rows are looked at, as the tables' owner. */
const rowsOf = <Row>(of: Installation, text: string, values: unknown[] = []) =>
  withClient(of.owner, async (client) => (await client.query(text, values)).rows as Row[]);

beforeAll(async () => {
  app = await testApp();
  here = await installation({ database: app.database, folder: app.dataFolder, secret: auditSecret });
  there = await installation();
  await fill();
  zip = await here.exported(app.organizationId);
}, 120_000);

async function fill(): Promise<void> {
  const ada = app.as("ada");
  const random = randomOf("every field");
  const known = new Map<string, string[]>([["member", ["ada", "mia"].map((one) => app.userId(one as "ada"))]]);
  for (const recordType of ["contact", "account", "lead"])
    for (const [kind, choices] of [
      ["text"],
      ["url"],
      ["money"],
      ["date"],
      ["boolean"],
      ["choice", ["a", "b"]],
    ] as const)
      await made(
        ada.post("/api/custom-fields", { recordType, label: `Own ${kind}`, kind, ...(choices && { choices }) }),
      );
  const custom = {
    own_text: "ä",
    own_url: "https://x.test/",
    own_money: "12345678901234.10",
    own_boolean: false,
    own_choice: "a",
  };
  for (const type of recordTypes) {
    known.set(type.name, []);
    for (let at = 0; at < 12; at += 1) {
      const body = {
        ...anyBody(random, type, known),
        ...(["contact", "account", "lead"].includes(type.name) && { custom }),
        ...(type.name === "invoice" && { series: "R" }),
      };
      const answer = await ada.post(`/api/${type.plural}`, body);
      // Rules over several fields refuse some draws; then the least will do.
      known.get(type.name)!.push(answer.status === 201 ? answer.body.id : await record(app, type.name));
    }
  }
  await verbs(known);
}

/** What types do beyond being created. */
async function verbs(known: ReadonlyMap<string, readonly string[]>): Promise<void> {
  const ada = app.as("ada");
  const first = (type: string) => known.get(type)![0]!;
  const [parent, child] = [await record(app, "account"), await record(app, "account")];
  await made(ada.patch(`/api/accounts/${first("account")}`, { parentAccountId: parent }));
  await made(ada.patch(`/api/accounts/${child}`, { parentAccountId: parent }));
  const contactId = await record(app, "contact", { accountId: parent });
  // To the trash, with what its deletion clears elsewhere.
  const gone = await record(app, "account");
  await record(app, "contact", { accountId: gone, lastName: "Was there" });
  await made(ada.delete(`/api/accounts/${gone}`));
  await made(ada.post(`/api/leads/${await record(app, "lead", { lastName: "Converted", company: "Co" })}/convert`, {}));
  const lines = [
    { description: "Ärbeit", quantity: "1.2345", unitPrice: "99.99", taxRate: "19" },
    { description: "More", quantity: "2", unitPrice: "0.01" },
  ];
  const invoice = await record(app, "invoice", { accountId: parent, lines });
  await made(ada.post(`/api/invoices/${invoice}/issue`));
  await made(ada.post(`/api/invoices/${invoice}/payments`, { amount: "1.05" }));
  const document = await record(app, "document");
  await made(ada.put(`/api/documents/${document}/content?filename=a.txt`, new TextEncoder().encode("one")));
  await made(ada.put(`/api/documents/${document}/content?filename=b.pdf`, new TextEncoder().encode("two")));
  await made(ada.put(`/api/documents/${await record(app, "document")}/content`, new TextEncoder().encode("one")));
  await record(app, "activity", {
    links: [
      { type: "contact", id: contactId },
      { type: "account", id: parent },
    ],
  });
  await made(ada.post(`/api/contacts/${contactId}/comments`, { body: "What <b>people</b> say" }));
  await made(
    ada.post("/api/saved-views", {
      recordType: "contact",
      name: "Mine",
      shared: true,
      definition: { sort: "lastName" },
    }),
  );
  await made(ada.post("/api/pipelines", { name: "Second" }));
  await made(ada.post("/api/organization/api-keys", { name: "K", role: "viewer" }));
  await made(ada.post("/api/organization/invitations", { email: "new@example.test", role: "viewer" }));
  await made(ada.post("/api/organization/audit-streams", { name: "S", url: "https://siem.invalid/" }));
  await made(
    ada.put("/api/organization/networks", { enforced: false, networks: [{ network: "10.0.0.0/8", note: "LAN" }] }),
  );
  await made(ada.put(`/api/projects/${first("project")}/sections`, { sections: [{ name: "Section" }] }));
  const held = {
    name: "Matter",
    reason: "It is asked for",
    scope: "record",
    recordType: "contact",
    recordId: contactId,
  };
  await made(ada.post("/api/organization/legal-holds", held));
  await made(ada.delete(`/api/organization/members/${app.userId("victor")}`));
}

test("of every kind of row that can come along there is one", async () => {
  const { counts } = await manifestOf(zip);
  const none = Object.entries(counts).filter(([, count]) => count === 0);
  // What nobody made here, each of which has a test of its own or comes as nothing.
  const expected = [
    "audit_retention",
    "audit_prune",
    "usage_hour",
    "import",
    "organization_origin",
    "origin_file",
    "person_request",
    "subscription_invoice",
    "record_retention",
    "api_key_use",
  ];
  expect(none.map(([table]) => table).filter((table) => !expected.includes(table))).toEqual([]);
});

test(
  "exported here, imported there and exported again, its records are the same byte for byte",
  { timeout: 60_000 },
  async () => {
    const tried = await there.imported(zip, { dryRun: true });
    expect(tried.outcome).toBe("tried");
    for (const table of ["organization", "abandoned_file", 'auth."user"', "audit_event"])
      expect(await rowsOf(there, `select 1 from ${table}`), table).toEqual([]);
    const done = await there.imported(zip);
    expect(done.outcome).toBe("imported");
    const again = await there.exported(app.organizationId);
    const same =
      /^(records\/|files\/|comments|custom-fields|document-versions|invoice-series|pipelines|project-sections|saved-views|stages|members|network-list)/;
    const before = await digestsOf(zip, same);
    expect(Object.keys(before).length).toBeGreaterThan(25);
    expect(await digestsOf(again, same)).toEqual(before);
  },
);

test("the same export once more changes nothing, and another of the same organization is refused", async () => {
  const before = await rowsOf(there, "select count(*) from audit_event");
  expect((await there.imported(zip)).outcome).toBe("here already");
  expect(await rowsOf(there, "select count(*) from audit_event")).toEqual(before);
  const later = await here.exported(app.organizationId);
  await expect(there.imported(later)).rejects.toThrow(/There is an organization with the id of "Acme"/);
});
