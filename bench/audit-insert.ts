import type { Actor } from "../src/access/caller.ts";
import { withClient } from "../src/adapters/client.ts";
import { ed25519Signer } from "../src/adapters/ed25519-signer.ts";
import { Work } from "../src/audit/work.ts";
import { startSequencer } from "../src/audit/sequencer.ts";
import { contact } from "../src/crm/contact.ts";
import { newId } from "../src/identifier.ts";
import { createRecord } from "../src/records/store.ts";
import { inOrganization } from "../src/tenancy/in-organization.ts";
import { median, quick } from "./claim.ts";
import type { Claim, Findings } from "./claim.ts";
import { withEmptyDatabase } from "./empty-database.ts";
import type { EmptyDatabase } from "./empty-database.ts";
import { fromBrowser, peopleOf } from "./writer.ts";

const leastOfUnaudited = 0.7;
const leastOfMany = 0.9;
const rounds = quick ? 2 : 7;
const roundMilliseconds = quick ? 200 : 1_500;
const writers = quick ? [16] : [1, 4, 16];
const most = 16;

/** One insert by one of the writers, who are numbered. */
type Insert = (writer: number) => Promise<unknown>;

interface Contender {
  name: string;
  insert: Insert;
  /** Done before each of its turns. */
  before?(): Promise<unknown>;
}

/** What is inserted: a record as the product creates it, or nothing but one row. */
interface Subject {
  name: string;
  table: string;
  create(work: Work, at: number): Promise<unknown>;
}

const created: Subject = {
  name: "contact",
  table: "contact",
  create: (work, at) =>
    createRecord(work, contact, {
      firstName: "Johanna",
      lastName: `Steinmann ${at}`,
      title: "Engineer",
      email: `person${at}@company.example`,
      mobilePhone: "+49 170 1234567",
      city: "Berlin",
      country: "DE",
    }),
};

const bareRow: Subject = {
  name: "bare row",
  table: "account",
  create: (work, at) => {
    const [id, name] = [newId(), `Company ${at}`];
    const changes = { name: { from: null, to: name } };
    work.record({ action: "CREATE", resource: "account", resourceId: id, name, changes });
    return work.sql.query(
      "insert into account (organization_id, id, name, owner_id) values ($1, $2, $3, $4)",
      [work.organizationId, id, name, work.actor.userId],
      { prepare: true },
    );
  },
};

let made = 0;

function audited({ db }: EmptyDatabase, subject: Subject, actorOf: (writer: number) => Actor): Insert {
  return (writer) =>
    inOrganization(db, actorOf(writer), fromBrowser, "audited", (work) => subject.create(work, (made += 1)));
}

/** The door without its audit: the same transaction and the same statements, and at its end no event. */
function unaudited({ db }: EmptyDatabase, subject: Subject, actorOf: (writer: number) => Actor): Insert {
  return (writer) => {
    const actor = actorOf(writer);
    const scope = { role: "nextcrm_app", organizationId: actor.organizationId, readOnly: false } as const;
    return db.transaction(scope, (sql) => subject.create(new Work(sql, actor, fromBrowser, new Date()), (made += 1)));
  };
}

/** Inserts a second of so many writers at once, each sending its next when the last is committed. */
async function turn(insert: Insert, count: number, milliseconds: number): Promise<number> {
  let done = 0;
  const started = performance.now();
  const write = async (writer: number) => {
    for (; performance.now() - started < milliseconds; done += 1) await insert(writer);
  };
  await Promise.all(Array.from({ length: count }, (_, writer) => write(writer)));
  return (done / (performance.now() - started)) * 1000;
}

/** The contenders in turns, so that whatever else the machine does falls on all; the medians of their throughputs. */
async function compare(contenders: readonly Contender[], count: number): Promise<number[]> {
  const figures = contenders.map(() => [] as number[]);
  for (let round = -1; round < rounds; round += 1)
    for (const [at, { insert, before }] of contenders.entries()) {
      await before?.();
      await turn(insert, count, roundMilliseconds / 10);
      const perSecond = await turn(insert, count, roundMilliseconds);
      // The first round warms up.
      if (round >= 0) figures[at]!.push(perSecond);
    }
  return figures.map(median);
}

async function auditedAgainstUnaudited(database: EmptyDatabase, subject: Subject, findings: Findings): Promise<void> {
  const [only] = await peopleOf(database.owner, 1);
  // Nothing but the owner of the database can write without an event.
  const trigger = (word: "enable" | "disable") => () =>
    withClient(database.owner, (client) => client.query(`alter table ${subject.table} ${word} trigger audited`));
  const contenders = [
    { name: `${subject.name}, audited`, insert: audited(database, subject, () => only!), before: trigger("enable") },
    {
      name: `${subject.name}, unaudited`,
      insert: unaudited(database, subject, () => only!),
      before: trigger("disable"),
    },
  ];
  for (const count of writers) {
    const medians = await compare(contenders, count);
    report(findings, contenders, count, medians, `${subject.name}, audited to unaudited`, leastOfUnaudited);
  }
  await trigger("enable")();
}

async function oneOrganizationAgainstMany(database: EmptyDatabase, findings: Findings): Promise<void> {
  const people = await peopleOf(database.owner, most);
  const contenders = [
    { name: "audited, all in one organization", insert: audited(database, created, () => people[0]!) },
    { name: "audited, each in another", insert: audited(database, created, (writer) => people[writer]!) },
  ];
  const medians = await compare(contenders, most);
  report(findings, contenders, most, medians, "one organization to many", leastOfMany);
}

function report(
  { rows, verdicts }: Findings,
  contenders: readonly Contender[],
  count: number,
  medians: readonly number[],
  what: string,
  target: number,
): void {
  for (const [at, { name }] of contenders.entries())
    rows.push({ writers: count, insert: name, "inserts/s (median)": Math.round(medians[at]!) });
  const ratio = medians[0]! / medians[1]!;
  verdicts.push({
    what: `throughput, ${what}, ${count} writers`,
    measured: ratio.toFixed(2),
    target: `at least ${target}`,
    kept: ratio >= target,
  });
}

export const auditInsert: Claim = {
  name: "audit-insert",
  promise:
    "a contact created in the door, and a bare row, against the same without an event; many writers in one organization",
  measure: () =>
    withEmptyDatabase(async (database) => {
      const findings: Findings = { rows: [], verdicts: [] };
      // As in the product, events are sealed meanwhile.
      const sequencer = startSequencer(database.db, {
        signer: ed25519Signer("benchmarks"),
        failed: (error) => {
          throw error;
        },
      });
      try {
        await auditedAgainstUnaudited(database, created, findings);
        await auditedAgainstUnaudited(database, bareRow, findings);
        await oneOrganizationAgainstMany(database, findings);
      } finally {
        await sequencer.stop();
      }
      return findings;
    }, most + 1),
};
