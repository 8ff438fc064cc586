import type pg from "pg";
import { beforeAll, expect, test } from "vitest";
import { withClient } from "../src/adapters/client.ts";
import { systemActor } from "../src/access/caller.ts";
import { newId } from "../src/identifier.ts";
import { ageLog, day, pruneAcme, writePast } from "./aged-log.ts";
import { testApp } from "./app.ts";
import type { TestApp } from "./app.ts";

let app: TestApp;
const holds = "/api/organization/legal-holds";

beforeAll(async () => {
  app = await testApp();
}, 30_000);

const make = async (path: string, body: object): Promise<string> => {
  const made = await app.as("ada").post(path, body);
  expect(made.status, made.text).toBe(201);
  return made.body.id;
};
const contact = (lastName: string) => make("/api/contacts", { lastName });
const hold = (what: object, name = "Acme v. Globex") => make(holds, { name, reason: "Court order 17", ...what });
const holdRecord = (recordType: string, recordId: string) => hold({ scope: "record", recordType, recordId });
async function release(id: string) {
  const released = await app.as("ada").post(`${holds}/${id}/release`, { reason: "Settled" });
  expect(released.status, released.text).toBe(200);
}

/** Runs as a role of the database, in Acme. */
const inDatabase = <T>(role: string, body: (client: pg.Client) => Promise<T>) =>
  withClient(role === "nextcrm_owner" ? app.database.owner : app.database.serve, async (client) => {
    await client.query(`begin; set local role ${role}`);
    await client.query("select set_config('app.organization', $1, true)", [app.organizationId]);
    return body(client);
  });

test("an owner begins and releases a hold, an admin sees it, and the log tells why", async () => {
  const id = await contact("Holden");
  const begun = await app.as("ada").post(holds, {
    name: "Holden's complaint",
    reason: "They have sued us",
    scope: "record",
    recordType: "contact",
    recordId: id,
    from: "2026-01-01",
    to: "2026-03-31",
  });
  expect(begun.status, begun.text).toBe(201);
  expect(begun.body).toMatchObject({
    record: { type: "contact", id, title: "Holden" },
    user: null,
    from: "2026-01-01T00:00:00.000Z",
    to: "2026-03-31T23:59:59.999Z",
    createdBy: { id: app.userId("ada"), name: "Ada" },
    releasedAt: null,
  });
  expect((await app.as("alan").get(`${holds}/${begun.body.id}`)).body).toEqual(begun.body);
  expect((await app.as("alan").get(`${holds}?status=living&recordType=contact&recordId=${id}`)).body).toEqual({
    holds: [begun.body],
    nextCursor: null,
  });
  expect((await app.as("alan").post(`${holds}/${begun.body.id}/release`, { reason: "No" })).status).toBe(403);
  expect((await app.as("alan").post(holds, {})).status).toBe(403);
  expect((await app.as("mia").get(holds)).status).toBe(403);

  const released = await app.as("ada").post(`${holds}/${begun.body.id}/release`, { reason: "They withdrew" });
  expect(released.body).toMatchObject({ releaseReason: "They withdrew", releasedBy: { name: "Ada" } });
  expect((await app.as("ada").post(`${holds}/${begun.body.id}/release`, { reason: "Again" })).status).toBe(409);
  const { logs } = (
    await app
      .as("alan")
      .get(`/api/organization/audit-logs?resource=legal_hold&resourceId=${begun.body.id}&excludeReads=1`)
  ).body;
  expect(logs).toMatchObject([
    { action: "UPDATE", changes: { releaseReason: { to: "They withdrew" } } },
    { action: "CREATE", changes: { reason: { to: "They have sued us" }, recordId: { to: id } } },
  ]);
});

test.each([
  [{ scope: "record", recordType: "contact", recordId: "00000000-0000-7000-8000-000000000000" }, "recordId"],
  [{ scope: "user", userId: "00000000-0000-7000-8000-000000000000" }, "userId"],
  [{ scope: "record", recordType: "planet", recordId: "00000000-0000-7000-8000-000000000000" }, "recordType"],
  [{ scope: "log", from: "2026-02-01", to: "2026-01-31" }, "to"],
  [{ scope: "log", reason: " " }, "reason"],
  [{ scope: "everything" }, "scope"],
])("%j is refused by its field", async (what, field) => {
  const answer = await app.as("ada").post(holds, { name: "N", reason: "R", ...what });
  expect(answer.status).toBe(400);
  expect(answer.body.errors.map((error: { field: string }) => error.field)).toEqual([field]);
});

test("a held record goes to the trash and back, but not for good", async () => {
  const id = await contact("Kept");
  const other = await contact("Free");
  const comment = (await app.as("mia").post(`/api/contacts/${id}/comments`, { body: "Said in May" })).body.id;
  const held = await holdRecord("contact", id);
  expect((await app.as("mia").delete(`/api/contacts/${id}`)).status).toBe(204);
  expect((await app.as("mia").post(`/api/contacts/${id}/restore`)).status).toBe(200);

  const purge = () => app.as("alan").delete(`/api/contacts/${id}?permanent=1`);
  expect((await purge()).body).toMatchObject({
    type: "/problems/held",
    status: 409,
    detail: "The legal hold “Acme v. Globex” keeps this until it is released.",
    holds: ["Acme v. Globex"],
  });
  const bulk = await app.as("alan").post("/api/contacts/bulk", { action: "purge", ids: [id, other] });
  expect(bulk.body).toMatchObject({ changed: 1, failed: 1 });
  expect(bulk.body.results[0].problem).toMatchObject({ type: "/problems/held" });
  expect((await app.as("alan").post(`/api/contacts/${id}/erase`)).body.type).toBe("/problems/held");
  // Whoever may not see holds is told no name.
  const uncommented = await app.as("mia").delete(`/api/contacts/${id}/comments/${comment}`);
  expect(uncommented.body).toMatchObject({ type: "/problems/held", detail: expect.not.stringContaining("Globex") });
  expect(uncommented.body.holds).toBeUndefined();

  await release(held);
  expect((await app.as("mia").delete(`/api/contacts/${id}/comments/${comment}`)).status).toBe(204);
  expect((await purge()).status).toBe(204);
});

test.each(["account", "lead", "opportunity", "activity", "task", "project", "document", "invoice", "contract"])(
  "no statement deletes a held %s",
  async (table) => {
    const required = { account: "name", lead: "lastName", opportunity: "name", document: "name", invoice: "subject" };
    const member = (required as Record<string, string>)[table] ?? "title";
    const body = { [member]: "Held", ...(table === "activity" ? { type: "note" } : {}) };
    const id = await make(
      `/api/${table === "opportunity" ? "opportunities" : table === "activity" ? "activities" : `${table}s`}`,
      body,
    );
    const remove = (role: string) =>
      inDatabase(role, (client) => client.query(`delete from ${table} where id = $1 returning id`, [id]));
    expect((await remove("nextcrm_owner")).rowCount).toBe(1);
    const held = await holdRecord(table, id);
    for (const role of ["nextcrm_owner", "nextcrm_app"])
      await expect(remove(role)).rejects.toMatchObject({ code: "HELD0", detail: '["Acme v. Globex"]' });
    await release(held);
  },
);

test("nothing is erased of a held person, nor of what a held person did", async () => {
  const id = await contact("Made by Ada");
  const ofAda = await hold({ scope: "user", userId: app.userId("ada") });
  expect((await app.as("alan").post(`/api/contacts/${id}/erase`)).body.type).toBe("/problems/held");
  await release(ofAda);

  const victor = app.userId("victor");
  await app.as("ada").delete(`/api/organization/members/${victor}`);
  const ofVictor = await hold({ scope: "user", userId: victor, from: "2020-01-01", to: "2020-12-31" });
  const erase = () => app.as("ada").post(`/api/organization/members/${victor}/erase`);
  expect((await erase()).body).toMatchObject({ type: "/problems/held", holds: ["Acme v. Globex"] });
  await release(ofVictor);
  expect((await erase()).status).toBe(200);
});

test("every attempt on what is held is told, with the hold that kept it", async () => {
  const [id, another] = [await contact("Wanted"), await contact("Wanted too")];
  const comment = (await app.as("mia").post(`/api/contacts/${id}/comments`, { body: "Said in June" })).body.id;
  const held = await holdRecord("contact", id);
  const told = async (query: string) => {
    const { logs } = (await app.as("ada").get(`/api/organization/audit-logs?action=DENIED&${query}`)).body;
    return logs as { context: { holds?: string[] }; targets: object[] }[];
  };
  const denied = (user: "alan" | "mia", route: string) => ({
    outcome: "denied",
    class: "authorization",
    reason: "legal hold",
    user: { id: app.userId(user) },
    context: { route, holds: ["Acme v. Globex"] },
    targets: [{ type: "legal_hold", id: held }],
  });
  await app.as("alan").post(`/api/contacts/${id}/erase`);
  await app.as("alan").post(`/api/contacts/${id}/erase`);
  await app.as("alan").delete(`/api/contacts/${id}?permanent=1`);
  const route = "DELETE /api/contacts/{id}";
  await expect
    .poll(() => told(`resource=contact&resourceId=${id}`))
    .toMatchObject([denied("alan", route), denied("alan", "POST /api/contacts/{id}/erase")]);

  // She may not see holds; the log is not for her.
  await app.as("mia").delete(`/api/contacts/${id}/comments/${comment}`);
  await expect
    .poll(async () => (await told(`resource=comment&userId=${app.userId("mia")}`))[0])
    .toMatchObject(denied("mia", "DELETE /api/contacts/{id}/comments/{commentId}"));

  const bulk = await app.as("alan").post("/api/contacts/bulk", { action: "purge", ids: [another, id] });
  expect(bulk.body).toMatchObject({ changed: 1, failed: 1 });
  expect(bulk.body.results.map(({ status }: { status: string }) => status)).toEqual(["changed", "failed"]);
  const [ofBulk] = await told(`resource=contact&resourceId=${id}`);
  expect(ofBulk).toMatchObject(denied("alan", (ofBulk as never as { context: { route: string } }).context.route));
  expect(await told(`resource=contact&resourceId=${id}`)).toHaveLength(3);
  await release(held);
});

test("a hold on the log keeps its values, in its period; records may go", async () => {
  const [one, two] = [await contact("Former"), await contact("Latter")];
  const old = await hold({ scope: "log", to: "2020-12-31" });
  expect((await app.as("alan").post(`/api/contacts/${one}/erase`)).status).toBe(200);
  const all = await hold({ scope: "log" });
  expect((await app.as("alan").post(`/api/contacts/${two}/erase`)).body.type).toBe("/problems/held");
  expect((await app.as("alan").delete(`/api/contacts/${two}?permanent=1`)).status).toBe(204);
  await release(all);
  await release(old);
});

test("a person's name in what the log says of a held record is kept", async () => {
  const person = await make("/api/contacts", { firstName: "Ysolde", lastName: "Trevelyan" });
  const deal = await make("/api/opportunities", { name: "Boat for Ysolde Trevelyan" });
  const held = await holdRecord("opportunity", deal);
  expect((await app.as("alan").post(`/api/contacts/${person}/erase`)).body.type).toBe("/problems/held");
  await release(held);
  expect((await app.as("alan").post(`/api/contacts/${person}/erase`)).status).toBe(200);
});

test("what was said of a held record in comments is kept, of those that are gone, too", async () => {
  const person = await make("/api/contacts", { firstName: "Isolde", lastName: "Penhallow" });
  const deal = await make("/api/opportunities", { name: "A boat" });
  const body = "Isolde Penhallow called";
  const comment = (await app.as("mia").post(`/api/opportunities/${deal}/comments`, { body })).body.id;
  expect((await app.as("mia").delete(`/api/opportunities/${deal}/comments/${comment}`)).status).toBe(204);
  const past = new Date(Date.now() - 200 * day);
  await writePast(app.db, systemActor(app.organizationId), [
    { at: past, resource: "comment", resourceId: newId(), targets: [{ type: "opportunity", id: deal }] },
    { at: past, resource: "comment", resourceId: newId(), targets: [{ type: "contact", id: deal }] },
  ]);
  await ageLog(app, 150, 1);
  const early = { scope: "record", recordType: "opportunity", recordId: deal, from: "2020-01-01", to: "2020-12-31" };
  const before = await hold(early, "Before");
  const held = await holdRecord("opportunity", deal);
  const erase = () => app.as("alan").post(`/api/contacts/${person}/erase`);
  expect((await erase()).body).toMatchObject({ type: "/problems/held", holds: ["Acme v. Globex"] });
  const preview = await app.as("ada").get("/api/organization/audit-retention/preview?days=90");
  expect(preview.body).toMatchObject({ events: 2, held: 1 });
  expect(await pruneAcme(app)).toBe(2);
  await release(held);
  expect(await pruneAcme(app)).toBe(1);
  expect((await erase()).status).toBe(200);
  await release(before);
});

test("a hold on the log keeps the archives of its time", async () => {
  const id = await contact("Archived");
  await ageLog(app, 200, 3);
  expect(await pruneAcme(app)).toBe(3);
  const at = (days: number) => new Date(Date.now() - days * day).toISOString();
  const before = await hold({ scope: "log", from: at(300), to: at(250) });
  const during = await hold({ scope: "log", from: at(210), to: at(190) }, "Archives");
  const erase = () => app.as("alan").post(`/api/contacts/${id}/erase`);
  expect((await erase()).body).toMatchObject({ type: "/problems/held", holds: ["Archives"] });
  await release(during);
  expect((await erase()).status).toBe(200);
  await release(before);
});

test("is_held tells the events that a hold names", async () => {
  const [id, ada] = [await contact("Named"), app.userId("ada")];
  const asked = async () => {
    const events: [string, string | null, string | null, string][] = [
      ["contact", id, app.userId("mia"), "2026-05-01"],
      ["account", id, app.userId("mia"), "2026-05-01"],
      ["contact", null, ada, "2026-05-01"],
      ["member", ada, null, "2026-05-01"],
      ["contact", id, ada, "2026-05-31T23:59:59.999Z"],
      ["contact", id, ada, "2026-06-01"],
    ];
    const text = `select has_hold($1) and is_held($1, $2, $3, $4, $5) as held, exists (select from legal_hold h
      where h.organization_id = $1 and h.released_at is null and names_event(h, $2, $3, $4, $5)) as same`;
    return inDatabase("nextcrm_app", async (client) => {
      const answers: boolean[] = [];
      for (const event of events) {
        const { held, same } = (
          await client.query<{ held: boolean; same: boolean }>(text, [app.organizationId, ...event])
        ).rows[0]!;
        expect(held).toBe(same);
        answers.push(held);
      }
      return answers;
    });
  };
  const during = async (what: object) => {
    const held = await hold(what);
    const answers = await asked();
    await release(held);
    return answers;
  };
  const may = { from: "2026-05-01", to: "2026-05-31" };
  expect(await during({ scope: "record", recordType: "contact", recordId: id })).toEqual([
    true,
    false,
    false,
    false,
    true,
    true,
  ]);
  expect(await during({ scope: "user", userId: ada })).toEqual([false, false, true, true, true, true]);
  expect(await during({ scope: "log", ...may })).toEqual([true, true, true, true, true, false]);
  expect(await asked()).toEqual([false, false, false, false, false, false]);
});

/** Waits until somebody waits for the lock of the holds. */
const somebodyWaits = () =>
  expect
    .poll(() =>
      withClient(app.database.owner, async (client) => {
        const text = "select 1 from pg_locks where locktype = 'advisory' and not granted";
        return (await client.query(text)).rowCount;
      }),
    )
    .toBe(1);

test("of a hold and a removal at the same time one wins", async () => {
  const [first, second] = [await contact("Purged first"), await contact("Held first")];
  const purged = await inDatabase("nextcrm_owner", async (client) => {
    await client.query("delete from contact where id = $1", [first]);
    const tooLate = app
      .as("ada")
      .post(holds, { name: "N", reason: "R", scope: "record", recordType: "contact", recordId: first });
    await somebodyWaits();
    await client.query("commit");
    return tooLate;
  });
  expect(purged).toMatchObject({ status: 400, body: { errors: [{ field: "recordId" }] } });

  const refused = await inDatabase("nextcrm_owner", async (client) => {
    await client.query("select begin_hold($1)", [app.organizationId]);
    const text = `insert into legal_hold (organization_id, id, name, reason, scope, record_type, record_id)
      values ($1, gen_random_uuid(), 'Faster', 'R', 'record', 'contact', $2)`;
    await client.query(text, [app.organizationId, second]);
    const tooLate = app.as("alan").post(`/api/contacts/${second}/erase`);
    await somebodyWaits();
    await client.query("commit");
    return tooLate;
  });
  expect(refused.body).toMatchObject({ type: "/problems/held", holds: ["Faster"] });
  expect((await app.as("alan").get(`/api/contacts/${second}`)).status).toBe(200);
});

test("a hold is neither rewritten nor deleted", async () => {
  for (const text of ["delete from legal_hold", "update legal_hold set reason = 'Other'"])
    await expect(inDatabase("nextcrm_app", (client) => client.query(text))).rejects.toThrow(/permission denied/);
});

test("an API key, whatever its role, neither releases a hold nor shortens what is kept", async () => {
  const id = await hold({ scope: "log" }, "Keys");
  const made = await app.as("ada").post("/api/organization/api-keys", { name: "Found in a log", role: "owner" });
  expect(made.status, made.text).toBe(201);
  const key = app.withKey(made.body.key);
  expect((await key.get(holds)).status).toBe(200);
  expect((await key.post(`${holds}/${id}/release`, { reason: "None" })).body.detail).toBe("API keys may not do this.");
  expect((await key.patch("/api/organization/audit-retention", { days: 30, archive: false })).status).toBe(403);
  await release(id);
});

test("a moment that no year of four digits has in UTC is refused by name", async () => {
  const what = { name: "Late", reason: "Later", scope: "log" };
  for (const [field, value] of [
    ["from", "0000-01-01T00:00:00+01:00"],
    ["to", "9999-12-31T23:59:59-01:00"],
  ] as const) {
    const refused = await app.as("ada").post(holds, { ...what, [field]: value });
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  }
});
