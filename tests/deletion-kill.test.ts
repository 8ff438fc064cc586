import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { withClient } from "../src/adapters/client.ts";
import { diskStorage } from "../src/adapters/disk-storage.ts";
import { ed25519Signer } from "../src/adapters/ed25519-signer.ts";
import { noSubscriptions } from "../src/adapters/no-subscriptions.ts";
import { postgres } from "../src/adapters/postgres.ts";
import { startSequencer } from "../src/audit/sequencer.ts";
import { account } from "../src/crm/account.ts";
import { contact } from "../src/crm/contact.ts";
import type { Jobs } from "../src/ports/jobs.ts";
import { noWitness } from "../src/ports/witness.ts";
import { readErasure } from "../src/privacy/deletion/certificate.ts";
import { cancelDeletion, scheduleDeletion } from "../src/privacy/deletion/deletion.ts";
import { purgeOrganization } from "../src/privacy/deletion/purge.ts";
import type { PurgeTools } from "../src/privacy/deletion/purge-tools.ts";
import { tendDeletions } from "../src/privacy/deletion/tend.ts";
import { createRecord } from "../src/records/store.ts";
import { freshDatabase } from "./database.ts";
import { movedClock } from "./moved-clock.ts";
import { noJobs } from "./no-jobs.ts";
import { testOrganization } from "./organization.ts";

const { serve, owner } = await freshDatabase();
const db = postgres({ ...serve, max: 4 });
const folder = mkdtempSync(join(tmpdir(), "nextcrm-purge-"));
const storage = diskStorage(folder);
const secret = "a secret of tests, 32 characters or more";
const signer = ed25519Signer(secret);
const sequencer = startSequencer(db, { signer, failed: (error) => console.error(error) });
const clock = movedClock();
clock.moveDays(31);

afterAll(async () => {
  await sequencer.stop();
  await db.close();
  rmSync(folder, { recursive: true, force: true });
});

const tools: PurgeTools = {
  db,
  storage,
  jobs: noJobs as Jobs,
  clock,
  settings: { publicUrl: "http://localhost:3000" },
  signer,
  witness: noWitness,
  subscriptions: noSubscriptions,
  seal: sequencer.sealNow,
  rowsAtOnce: 50,
  pauseShare: 0,
};

const rows = <Row>(text: string, parameters: unknown[] = []) =>
  withClient(owner, async (client) => (await client.query(text, parameters)).rows as Row[]);

async function filled(name: string, records: number) {
  const organization = await testOrganization(db, name);
  await organization.write(async (work) => {
    const parent = await createRecord(work, account, { name: "Parent" });
    for (let at = 0; at < records; at += 1) {
      const { id } = await createRecord(work, account, { name: `Account ${at}`, parentAccountId: parent.id });
      await createRecord(work, contact, { lastName: `Contact ${at}`, accountId: id });
    }
  });
  await storage.write(`documents/${organization.id}/a`, bytes("hello"));
  return organization;
}

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

const schedule = (organization: Awaited<ReturnType<typeof filled>>, name: string) =>
  organization.write((work) => scheduleDeletion(work, { confirmationText: name, removePeople: false }, new Date()));

const erasureOf = (id: string) =>
  db.transaction({ role: "nextcrm_operator", readOnly: true }, (sql) => readErasure(sql, id));

const accountsOf = async (id: string) =>
  (await rows<{ count: number }>("select count(*)::int from account where organization_id = $1", [id]))[0]!.count;

/** Begins the purge in a process of its own, and kills it when it has come so far. */
async function purgeKilled(
  organizationId: string,
  until: { table: string; batches: number } | "signing",
): Promise<void> {
  const given = JSON.stringify({ connection: serve, organizationId, folder, secret, days: 31, until });
  const child = fork(new URL("./purging-process.ts", import.meta.url), [given], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const exited = once(child, "exit");
  const isThere = await Promise.race([once(child, "message").then(() => true), exited.then(() => false)]);
  expect(isThere).toBe(true);
  child.kill("SIGKILL");
  await exited;
}

test("killed three times on its way, the purge goes on where it was, and the certificate counts all that there was", async () => {
  const acme = await filled("Acme", 60);
  const globex = await filled("Globex", 3);
  const told = await rows<{ count: number }>("select count(*)::int from audit_event where organization_id = $1", [
    globex.id,
  ]);
  await schedule(acme, "Acme");
  await sequencer.sealNow();
  await purgeKilled(acme.id, { table: "public.account", batches: 12 });
  const left = await accountsOf(acme.id);
  expect(left).toBeLessThan(61);
  expect(left).toBeGreaterThan(0);
  await expect(acme.write((work) => cancelDeletion(work))).rejects.toMatchObject({ kind: "gone" });
  await purgeKilled(acme.id, { table: "public.audit_event", batches: 3 });
  expect(await accountsOf(acme.id)).toBe(0);
  await purgeKilled(acme.id, "signing");
  expect((await erasureOf(acme.id))!.finishedAt).toBeNull();

  expect(await purgeOrganization(tools, acme.id)).toBe("purged");
  expect(await purgeOrganization(tools, acme.id)).toBe("finished");
  const { certificate, logSize } = (await erasureOf(acme.id))!;
  const said = JSON.parse(certificate!.slice(0, certificate!.indexOf("\n\n")));
  expect(said.tables["public.account"]).toEqual({ before: 61, after: 0 });
  expect(said.tables["public.contact"]).toEqual({ before: 60, after: 0 });
  expect(said.files).toEqual({ before: 1, beforeBytes: 5, after: 0 });
  const [kept] = await rows<{ leaves: number }>(
    "select sum(octet_length(hashes) / 32)::int as leaves from erasure_tile where organization_id = $1",
    [acme.id],
  );
  expect(kept!.leaves).toBe(logSize);
  expect(await accountsOf(globex.id)).toBe(4);
  expect(await rows("select count(*)::int from audit_event where organization_id = $1", [globex.id])).toEqual(told);
}, 60_000);

test("two that purge at once do no harm", async () => {
  const acme = await filled("Acme2", 20);
  await schedule(acme, "Acme2");
  const outcomes = await Promise.all(
    [purgeOrganization(tools, acme.id), purgeOrganization(tools, acme.id)].map((one) =>
      one.catch((error: { code?: string }) => error.code),
    ),
  );
  expect(outcomes).toContain("purged");
  expect(await accountsOf(acme.id)).toBe(0);
}, 60_000);

test("nothing is purged that is not due, not scheduled, held, or cancelled in time", async () => {
  const acme = await filled("Acme3", 1);
  const early = { ...tools, clock: movedClock() };
  expect(await purgeOrganization(tools, acme.id)).toBe("none");
  await schedule(acme, "Acme3");
  expect(await purgeOrganization(early, acme.id)).toBe("early");
  await acme.write(async (work) => {
    await work.sql.query(
      "insert into legal_hold (organization_id, id, name, reason, scope) values ($1, gen_random_uuid(), 'M', 'R', 'log')",
      [acme.id],
    );
    work.record({ action: "CREATE", resource: "legal_hold" });
  });
  expect(await purgeOrganization(tools, acme.id)).toBe("held");
  await acme.write((work) => cancelDeletion(work));
  expect(await purgeOrganization(tools, acme.id)).toBe("none");
  expect(await accountsOf(acme.id)).toBe(2);
  const forced = db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) =>
    sql.query("select purge_organization_batch($1, $2, 'public.account', 10)", [acme.id, clock.now().toISOString()]),
  );
  await expect(forced).rejects.toMatchObject({ code: "42501" });
});

test("a cancellation and a purge that meet: one of them wins, and all is there or all is gone", async () => {
  for (let round = 0; round < 6; round += 1) {
    const name = `Race${round}`;
    const acme = await filled(name, 2);
    await schedule(acme, name);
    const [cancelled, purged] = await Promise.all([
      acme
        .write((work) => cancelDeletion(work))
        .then(
          () => true,
          () => false,
        ),
      purgeOrganization(tools, acme.id),
    ]);
    expect(purged).toBe(cancelled ? "none" : "purged");
    expect(await accountsOf(acme.id)).toBe(cancelled ? 3 : 0);
  }
}, 60_000);

test("a subscription that cannot be cancelled stops the purge before anything goes", async () => {
  const acme = await filled("Acme4", 1);
  await schedule(acme, "Acme4");
  const away = { ...noSubscriptions, cancel: () => Promise.reject(new Error("does not answer")) };
  await expect(purgeOrganization({ ...tools, subscriptions: away }, acme.id)).rejects.toThrow("does not answer");
  expect(await accountsOf(acme.id)).toBe(2);
  expect(await purgeOrganization(tools, acme.id)).toBe("purged");
});

test("a table that somebody adds is purged and counted, whatever its schema", async () => {
  await rows("create schema later");
  await rows("grant usage on schema later to nextcrm_owner");
  await rows("create table later.note (organization_id uuid, note text)");
  await rows("alter table later.note owner to nextcrm_owner");
  const acme = await filled("Acme5", 1);
  await rows("insert into later.note select $1, 'x' from generate_series(1, 120)", [acme.id]);
  await schedule(acme, "Acme5");
  expect(await purgeOrganization(tools, acme.id)).toBe("purged");
  expect(await rows("select from later.note")).toEqual([]);
  const { certificate } = (await erasureOf(acme.id))!;
  expect(certificate).toContain('"later.note":{"after":0,"before":120}');
});

test("rows that refer to it and that nobody may remove stop the end, and there is no certificate", async () => {
  const acme = await filled("Acme6", 1);
  await rows("create table later.keeper (organization_id uuid references organization, note text)");
  await rows("alter table later.keeper owner to nextcrm_owner");
  await rows("insert into later.keeper values ($1, 'x')", [acme.id]);
  await rows("create trigger stays before delete on later.keeper for each row execute function refuse_change()");
  await schedule(acme, "Acme6");
  await expect(purgeOrganization(tools, acme.id)).rejects.toThrow();
  expect((await erasureOf(acme.id))!.certificate).toBeNull();
  await rows("drop trigger stays on later.keeper");
  expect(await purgeOrganization(tools, acme.id)).toBe("purged");
});

test("two processes that remind at once send each mail once", async () => {
  const acme = await filled("Acme7", 1);
  await acme.member("Second", "viewer");
  await schedule(acme, "Acme7");
  const later = movedClock();
  later.moveDays(29.5);
  const sent: string[] = [];
  const jobs = {
    enqueue: async (_: unknown, kind: string, payload: unknown) => {
      if (kind === "send-mail") sent.push((payload as { to: string }).to);
    },
  } as unknown as Jobs;
  const remind = () => tendDeletions({ ...tools, jobs, clock: later });
  await Promise.all([remind(), remind(), remind()]);
  expect(sent.filter((to) => to.endsWith("@acme7.test")).toSorted()).toEqual([
    "acme7-owner@acme7.test",
    "second@acme7.test",
  ]);
});
