import type pg from "pg";
import { utf8 } from "../proofs/bytes.ts";
import { withClient } from "../src/adapters/client.ts";
import { ed25519Signer } from "../src/adapters/ed25519-signer.ts";
import { treeHasher } from "../src/audit/node-hashing.ts";
import { KnownTails, seal } from "../src/audit/seal.ts";
import { newId } from "../src/identifier.ts";
import { median, quick, rounded } from "./claim.ts";
import type { Claim } from "./claim.ts";
import { withEmptyDatabase } from "./empty-database.ts";
import type { EmptyDatabase } from "./empty-database.ts";
import { residentOf } from "./memory.ts";
import { appendChanges, personIn } from "./writer.ts";

const slowest = 20_000;
const events = quick ? 5_000 : 100_000;
const logs = quick ? [1, 10] : [1, 1_000];
const rounds = quick ? 1 : 3;
const signer = ed25519Signer("benchmarks");

/** The bare cost of the same bytes, all at hand: SHA-256 of each leaf, and of its tree. */
async function bare({ owner }: EmptyDatabase, organizationIds: readonly string[]): Promise<number> {
  const leaves = await withClient(owner, async (client: pg.Client) => {
    const { rows } = await client.query<{ leaf: string }>(
      "select leaf from audit_event where organization_id = any($1::uuid[])",
      [organizationIds],
    );
    return rows.map(({ leaf }) => leaf);
  });
  const started = performance.now();
  const hashes = leaves.map((leaf) => treeHasher.leaf(utf8(leaf)));
  for (let at = 1; at < hashes.length; at += 1) treeHasher.node(hashes[at - 1]!, hashes[at]!);
  return (leaves.length / (performance.now() - started)) * 1000;
}

/** What was committed until now, sealed at once by a process that knows nothing yet. */
async function measure(database: EmptyDatabase, count: number) {
  const paces: number[] = [];
  const bares: number[] = [];
  let work = Number.POSITIVE_INFINITY;
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, residentOf(process.pid))), 20);
  for (let round = 0; round < rounds; round += 1) {
    const people = Array.from({ length: count }, () => personIn(newId()));
    await appendChanges(database.db, people, events);
    const before = process.cpuUsage();
    const started = performance.now();
    const sealed = await seal(database.db, signer, new KnownTails());
    paces.push((events / (performance.now() - started)) * 1000);
    if (sealed !== events) throw new Error(`${sealed} of ${events} were sealed`);
    const { user, system } = process.cpuUsage(before);
    work = Math.min(work, (user + system) / events);
    bares.push(
      await bare(
        database,
        people.map(({ organizationId }) => organizationId),
      ),
    );
  }
  clearInterval(watch);
  return {
    organizations: count,
    events,
    "sealed/s (median)": Math.round(median(paces)),
    "Node's work, µs/event": rounded(work),
    "bare SHA-256/s": Math.round(median(bares)),
    "Node, peak MiB": Math.round(peak),
  };
}

export const auditSeal: Claim = {
  name: "audit-seal",
  promise: "giving events their places in their logs, with trees and signatures, against hashing the same bytes",
  measure: () =>
    withEmptyDatabase(async (database) => {
      const rows: Awaited<ReturnType<typeof measure>>[] = [];
      for (const count of logs) rows.push(await measure(database, count));
      const pace = Math.min(...rows.map((row) => row["sealed/s (median)"]));
      const verdict = { measured: String(pace), target: `at least ${slowest}`, kept: pace >= slowest };
      return { rows, verdicts: [{ what: "events sealed a second, at the slowest", ...verdict }] };
    }),
};
