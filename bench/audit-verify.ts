import { utf8 } from "../proofs/bytes.ts";
import { canonicalJson } from "../proofs/canonical-json.ts";
import { withClient } from "../src/adapters/client.ts";
import { ed25519Signer } from "../src/adapters/ed25519-signer.ts";
import { digestOf } from "../src/audit/disclosure.ts";
import { treeHasher } from "../src/audit/node-hashing.ts";
import { KnownTails, seal } from "../src/audit/seal.ts";
import { readPlaces } from "../src/audit/read-places.ts";
import { verifyStoredLog } from "../src/audit/verify.ts";
import { newId } from "../src/identifier.ts";
import type { Database } from "../src/ports/database.ts";
import { quick, rounded } from "./claim.ts";
import type { Claim } from "./claim.ts";
import { withEmptyDatabase } from "./empty-database.ts";
import type { EmptyDatabase } from "./empty-database.ts";
import { residentOf } from "./memory.ts";
import { appendChanges, personIn } from "./writer.ts";

const sizes = quick ? [2_000, 10_000] : [50_000, 250_000];
const slowest = 100_000;
/** The first ones wait for the compiler. */
const rounds = 8;
const signer = ed25519Signer("benchmarks");

/** The bare cost of the same bytes, all at hand: canonical JSON of each leaf, SHA-256 of it, its tree and its values. */
async function bare(db: Database, organizationId: string): Promise<{ hashing: number; canonical: number }> {
  const scope = { role: "nextcrm_app", organizationId, readOnly: true } as const;
  let [events, hashing, canonical] = [0, 0, 0];
  await db.transaction(scope, async (sql) => {
    for await (const places of readPlaces(sql, organizationId)) {
      const leaves = places.map(({ leaf }) => JSON.parse(leaf!) as unknown);
      let started = performance.now();
      const texts = leaves.map(canonicalJson);
      canonical += performance.now() - started;
      started = performance.now();
      const hashes = texts.map((text) => treeHasher.leaf(utf8(text)));
      for (let at = 1; at < hashes.length; at += 1) treeHasher.node(hashes[at - 1]!, hashes[at]!);
      for (const { disclosures } of places) for (const text of disclosures) digestOf(text);
      hashing += performance.now() - started;
      events += places.length;
    }
  });
  return { hashing: (events / hashing) * 1000, canonical: (events / (hashing + canonical)) * 1000 };
}

async function measure({ db, owner }: EmptyDatabase, size: number) {
  const organizationId = newId();
  const tails = new KnownTails();
  // Sealed as they come.
  await appendChanges(db, [personIn(organizationId)], size, () => seal(db, signer, tails));
  // As autovacuum leaves a log.
  await withClient(owner, (client) => client.query("vacuum analyze audit_event, audit_leaf, audit_disclosure"));
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, residentOf(process.pid))), 50);
  let [best, work] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < rounds; round += 1) {
    const started = performance.now();
    const before = process.cpuUsage();
    const { finding, size: verified } = await verifyStoredLog(db, organizationId);
    if (finding || verified !== size) throw new Error(`${verified} of ${size} were verified: ${finding?.sentence}`);
    best = Math.min(best, performance.now() - started);
    const { user, system } = process.cpuUsage(before);
    work = Math.min(work, (user + system) / size);
  }
  clearInterval(watch);
  const { hashing, canonical } = await bare(db, organizationId);
  return {
    events: size,
    "verified/s": Math.round((size / best) * 1000),
    "Node's work, µs/event": rounded(work),
    "bare SHA-256/s": Math.round(hashing),
    "with canonical JSON/s": Math.round(canonical),
    "Node, peak MiB": Math.round(peak),
  };
}

export const auditVerify: Claim = {
  name: "audit-verify",
  promise: "verifying a log in the database, against hashing the same bytes at hand",
  measure: () =>
    withEmptyDatabase(async (database) => {
      const rows: Awaited<ReturnType<typeof measure>>[] = [];
      for (const size of sizes) rows.push(await measure(database, size));
      const pace = Math.min(...rows.map((row) => row["verified/s"]));
      const verdict = { measured: String(pace), target: `at least ${slowest}`, kept: pace >= slowest };
      return { rows, verdicts: [{ what: "events verified a second, at the slowest", ...verdict }] };
    }),
};
