import { beforeAll, expect, test } from "vitest";
import { internalOrigin } from "../src/access/caller.ts";
import { withClient } from "../src/adapters/client.ts";
import { recordTypes } from "../src/crm/record-types.ts";
import type { RecordType } from "../src/records/record-type.ts";
import { allColumns } from "../src/records/row.ts";
import { newId } from "../src/identifier.ts";
import { acrossOrganizations } from "../src/tenancy/across-organizations.ts";
import { password, testApp } from "./app.ts";
import type { Answer, TestApp } from "./app.ts";

let app: TestApp;

beforeAll(async () => {
  app = await testApp();
}, 30_000);

/** Words that nothing of ours contains: `zqword` with a letter sequence of its own for each place. */
const planted: string[] = [];
const word = () => {
  const letters = String(planted.length).replaceAll(/\d/g, (digit) => "abcdefghij"[Number(digit)]!);
  planted.push(`zqword${letters}x`);
  return planted.at(-1)!;
};

/** Every text that a person may write in a record of the type. */
function textsOf(type: RecordType): Record<string, unknown> {
  const forms: Record<string, () => unknown> = {
    text: word,
    longText: word,
    phone: word,
    email: () => `${word()}@example.test`,
    url: () => `https://${word()}.test`,
    tags: () => [word()],
  };
  const fields = allColumns(type).filter(({ field, member }) => !field.readOnly && member !== "externalId");
  return Object.fromEntries(
    fields.flatMap(({ member, field }) => (forms[field.kind.name] ? [[member, forms[field.kind.name]!()]] : [])),
  );
}

const done = (answer: Answer): Answer => {
  expect(answer.status, answer.text).toBeLessThan(300);
  return answer;
};
const post = async (path: string, body: unknown, headers?: Record<string, string>) =>
  done(await app.as("ada").post(path, body, headers)).body;

async function writeRecords(): Promise<void> {
  const field = await post("/api/custom-fields", { recordType: "contact", label: word(), kind: "text" });
  done(await app.as("ada").patch(`/api/custom-fields/${field.id}`, { label: word() }));
  for (const type of recordTypes) {
    const kind = type.name === "activity" ? { type: "note" } : {};
    const custom = type.name === "contact" ? { custom: { [field.name]: word() } } : {};
    const { id } = await post(`/api/${type.plural}`, { ...textsOf(type), ...kind, ...custom, externalId: word() });
    done(await app.as("ada").patch(`/api/${type.plural}/${id}`, textsOf(type)));
    const comment = await post(`/api/${type.plural}/${id}/comments`, { body: word() });
    done(await app.as("ada").delete(`/api/${type.plural}/${id}/comments/${comment.id}`));
    await post(`/api/${type.plural}/bulk`, { action: "update", ids: [id], values: { tags: [word()] } });
    done(await app.as("ada").get(`/api/${type.plural}?search=${word()}&filter[tags][contains]=${word()}`));
    await app.as("ada").get(`/api/${type.plural}/${id}?${word()}=${word()}`);
    done(await app.as("ada").delete(`/api/${type.plural}/${id}`));
    done(await app.as("ada").delete(`/api/${type.plural}/${id}?permanent=1`));
  }
  done(await app.as("ada").get(`/api/contacts?filter[custom.${field.name}][eq]=${word()}`));
  done(await app.as("ada").delete(`/api/custom-fields/${field.id}`));
}

async function writeSettings(): Promise<void> {
  const ada = app.as("ada");
  done(await ada.get(`/api/organization/members?${word()}=1`));
  const pipeline = await post("/api/pipelines", { name: word() });
  await post(`/api/pipelines/${pipeline.id}/stages`, { name: word() });
  done(await ada.patch(`/api/pipelines/${pipeline.id}`, { name: word() }));
  const project = await post("/api/projects", { title: word() });
  done(await ada.put(`/api/projects/${project.id}/sections`, { sections: [{ name: word() }] }));
  const view = await post("/api/saved-views", { recordType: "account", name: word(), shared: true, definition: {} });
  done(await ada.patch(`/api/saved-views/${view.id}`, { name: word() }));
  const key = await post("/api/organization/api-keys", { name: word(), role: "viewer" });
  done(await ada.delete(`/api/organization/api-keys/${key.id}`));
  const invitation = await post("/api/organization/invitations", { email: `${word()}@x.test`, role: "viewer" });
  done(await ada.delete(`/api/organization/invitations/${invitation.id}`));
  done(await ada.patch("/api/organization", { name: word() }));
  await post("/api/organization/audit-exports", { format: "jsonl", filter: { search: word() }, expiresInDays: 1 });
  const stream = { name: word(), url: `https://${word()}.test/${word()}` };
  const { id } = await post("/api/organization/audit-streams", stream);
  done(await ada.patch(`/api/organization/audit-streams/${id}`, { name: word() }));
  const hold = await post("/api/organization/legal-holds", { name: word(), reason: word(), scope: "log" });
  await post(`/api/organization/legal-holds/${hold.id}/release`, { reason: word() });
}

async function writeOfPeople(): Promise<void> {
  const email = `${word()}@example.test`;
  done(await app.nobody.post("/api/auth/sign-up/email", { name: word(), email, password }));
  const wrong = { email, password: word() };
  expect((await app.nobody.post("/api/auth/sign-in/email", wrong, { "user-agent": word() })).status).toBe(401);
  expect((await app.nobody.post("/api/auth/sign-in/email", { ...wrong, email: `${word()}@x.test` })).status).toBe(401);
  done(await app.as("mia").patch("/api/me", { name: word() }));
  const refused = await app.as("victor").post("/api/contacts", { lastName: word() }, { "x-request-id": word() });
  expect(refused.status).toBe(403);
  const olga = {
    type: "user",
    userId: app.userId("olga"),
    name: word(),
    email: word(),
    sessionId: newId(),
    operator: true,
  } as const;
  await acrossOrganizations(app.db, olga, internalOrigin("test"), `Asked by ${word()}`, async () => undefined);
}

async function writeImport(): Promise<void> {
  const form = new FormData();
  form.set("file", new File([`name,${word()}\n${word()},${word()}\n`], `${word()}.csv`, { type: "text/csv" }));
  const { id } = await post("/api/accounts/import", form);
  await expect.poll(async () => (await app.as("ada").get(`/api/imports/${id}`)).body.status).toBe("done");
  const unclear = new FormData();
  const file = new File([`title,${word()} due date\n${word()},01.02.2024\n`], "tasks.csv", { type: "text/csv" });
  unclear.set("file", file);
  const mapping = encodeURIComponent(JSON.stringify({ [`${planted.at(-2)} due date`]: "dueDate" }));
  const failing = await post(`/api/tasks/import?mapping=${mapping}`, unclear);
  await expect.poll(async () => (await app.as("ada").get(`/api/imports/${failing.id}`)).body.status).toBe("failed");
}

interface Row {
  leaf: string;
  disclosed: string | null;
}

const events = () =>
  withClient(app.database.owner, async (client) => {
    const text = `select leaf, (select string_agg(disclosure, '') from audit_disclosure d
      where d.organization_id = e.organization_id and d.event_id = e.id) as disclosed from audit_event e`;
    return (await client.query<Row>(text)).rows;
  });

test("no word that a person wrote stands in a leaf, from where nothing can be erased", async () => {
  await writeRecords();
  await writeSettings();
  await writeOfPeople();
  await writeImport();
  // Reads are written a little later.
  await expect.poll(async () => (await events()).some(({ disclosed }) => disclosed?.includes("filter["))).toBe(true);
  const rows = await events();
  expect(planted.length).toBeGreaterThan(200);
  expect(rows.filter(({ leaf }) => /zqword/i.test(leaf)).map(({ leaf }) => leaf)).toEqual([]);
  const disclosed = rows.map((row) => row.disclosed ?? "").join("");
  expect(planted.filter((one) => disclosed.includes(one)).length).toBeGreaterThan(150);
}, 60_000);

test("an operator's reason is shown in the operator's log", async () => {
  const said = await withClient(app.database.owner, async (client) => {
    const text =
      "select disclosure::jsonb->2->>'reason' as reason from audit_disclosure where name = 'said' and disclosure::jsonb->2 ? 'reason' and organization_id = $1";
    return (await client.query<{ reason: string }>(text, ["00000000-0000-0000-0000-000000000000"])).rows;
  });
  expect(said).toEqual([{ reason: expect.stringMatching(/^Asked by zqword/) }]);
});
