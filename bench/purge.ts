import { withClient } from "../src/adapters/client.ts";
import { diskStorage } from "../src/adapters/disk-storage.ts";
import type { Connection } from "../src/adapters/embedded-postgres.ts";
import { ed25519Signer } from "../src/adapters/ed25519-signer.ts";
import { noSubscriptions } from "../src/adapters/no-subscriptions.ts";
import { systemClock } from "../src/adapters/system-clock.ts";
import { internalOrigin } from "../src/access/caller.ts";
import type { Actor } from "../src/access/caller.ts";
import { KnownTails, seal } from "../src/audit/seal.ts";
import { contact } from "../src/crm/contact.ts";
import type { Database } from "../src/ports/database.ts";
import type { Jobs } from "../src/ports/jobs.ts";
import { noWitness } from "../src/ports/witness.ts";
import { purgeOrganization } from "../src/privacy/deletion/purge.ts";
import { listRecords } from "../src/records/list.ts";
import { readListQuery } from "../src/records/list-query.ts";
import { inOrganization } from "../src/tenancy/in-organization.ts";
import { quantile, quick, rounded } from "./claim.ts";
import type { Claim } from "./claim.ts";
import { fillContacts } from "./contacts.ts";
import { withEmptyDatabase } from "./empty-database.ts";
import { temporaryFolder } from "./product.ts";
import { appendChanges, peopleOf } from "./writer.ts";

const records = quick ? 5_000 : Number(process.env.BENCH_RECORDS ?? 100_000);
const events = quick ? 2_000 : Number(process.env.BENCH_EVENTS ?? records);
const neighboursRecords = quick ? 2_000 : 20_000;
const readsAlone = quick ? 50 : 1_000;
const pauseMilliseconds = 5;
/** What the purge may do to another tenant's reads, and how slow it may be. */
const [mostTimes, leastPace] = [2, 2_000];

/** Lists contacts as a neighbour's pages do, again and again. Answers how long each took, in milliseconds. */
async function read(db: Database, person: Actor, isOver: (reads: number) => boolean): Promise<number[]> {
  const took: number[] = [];
  const query = readListQuery(contact, [], new URLSearchParams("limit=50&sort=displayName"));
  while (!isOver(took.length)) {
    const begun = performance.now();
    await inOrganization(db, person, internalOrigin("bench"), "read-only", (work) => listRecords(work, contact, query));
    took.push(performance.now() - begun);
    await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
  }
  return took;
}

async function schedule(owner: Connection, organizationId: string): Promise<void> {
  await withClient(owner, async (client) => {
    await client.query("vacuum analyze");
    await client.query(
      "insert into organization_deletion (organization_id, scheduled_at, due_at, remove_people) values ($1, now() - interval '31 days', now() - interval '1 day', false)",
      [organizationId],
    );
  });
}

export const purge: Claim = {
  name: "purge",
  promise:
    "an organization goes with its log, row by row, and another tenant's lists are at most twice as slow meanwhile",
  measure: () =>
    withEmptyDatabase(async ({ db, owner }) => {
      const [leaving, neighbour] = (await peopleOf(owner, 2)) as [Actor, Actor];
      await fillContacts(owner, neighbour.organizationId, neighboursRecords);
      await fillContacts(owner, leaving.organizationId, records);
      const signer = ed25519Signer("benchmarks");
      await appendChanges(db, [leaving], events, () => seal(db, signer, new KnownTails()));
      await schedule(owner, leaving.organizationId);
      const alone = await read(db, neighbour, (reads) => reads >= readsAlone);
      const { path, remove } = temporaryFolder();
      const gone = new Map<string, number>();
      let isPurged = false;
      const meanwhile = read(db, neighbour, () => isPurged);
      const begun = performance.now();
      const outcome = await purgeOrganization(
        {
          db,
          storage: diskStorage(path),
          jobs: { enqueue: async () => undefined } as unknown as Jobs,
          clock: systemClock,
          settings: { publicUrl: "http://localhost:3000" },
          signer,
          witness: noWitness,
          subscriptions: noSubscriptions,
          seal: async () => void (await seal(db, signer, new KnownTails())),
          progress: (table, rows) => void gone.set(table, (gone.get(table) ?? 0) + rows),
        },
        leaving.organizationId,
      );
      const seconds = (performance.now() - begun) / 1_000;
      isPurged = true;
      const beside = await meanwhile;
      remove();
      if (outcome !== "purged") throw new Error(`Nothing was purged: ${outcome}`);
      const rows = [...gone.values()].reduce((sum, one) => sum + one, 0);
      const [before, during] = [quantile(alone, 0.95), quantile(beside, 0.95)];
      return {
        rows: [
          {
            rows,
            seconds: rounded(seconds),
            "rows/s": Math.round(rows / seconds),
            "list p95 alone, ms": rounded(before, 2),
            "list p95 beside it, ms": rounded(during, 2),
          },
          ...[...gone].filter(([, count]) => count > rows / 100).map(([table, count]) => ({ rows: count, table })),
        ],
        verdicts: [
          {
            what: "another tenant's list, p95",
            measured: `${rounded(during / before, 2)} times`,
            target: `at most ${mostTimes} times`,
            kept: during <= mostTimes * before,
          },
          {
            what: "rows a second",
            measured: String(Math.round(rows / seconds)),
            target: `at least ${leastPace}`,
            kept: rows / seconds >= leastPace,
          },
        ],
      };
    }),
};
