import { z } from "zod";
import { toBase64, utf8 } from "../../proofs/bytes.ts";
import { textOfKey } from "../../proofs/note.ts";
import { bundleOf, parseTilePath, tileWidth } from "../../proofs/tiles.ts";
import { consistencyRanges, inclusionRanges } from "../../proofs/tree.ts";
import { endpoint, NoInput, openEndpoint, unaudited } from "../api/endpoint.ts";
import { Reply } from "../api/reply.ts";
import { findingOf, readRefusals } from "../audit/refused-seals.ts";
import { keyOfLog } from "../audit/seal.ts";
import { readCheckpoint, readCheckpoints, readLeaves, TreeReader } from "../audit/tree-reader.ts";
import type { SealedTree } from "../audit/tree-reader.ts";
import { sequencerView, withoutPlace } from "../audit/unsealed.ts";
import type { Work } from "../audit/work.ts";
import { lookInLog } from "./look-in-log.ts";
import { invalidField, notFound, Problem } from "../problems.ts";

/**
 * What the log proves: C2SP tlog-tiles below `…/tiles/`, and proofs one by one for those who ask. Hashes, signatures
 * and checkpoints tell of nobody, so that reading them is no event; the entries tell, and their reading is one.
 */
const shared = { resource: "audit_log", may: "audit.read", limit: "standard" } as const;

const checkpoint = async (_: unknown, work: Work) => plain((await newest(work)).note);

async function newest(work: Work, atMost?: number): Promise<SealedTree> {
  const found = await readCheckpoint(work.sql, work.organizationId, atMost);
  if (!found) throw notFound("checkpoint");
  return found;
}

const plain = (text: string) => bytes(utf8(text), "text/plain; charset=utf-8");
const bytes = (content: Uint8Array<ArrayBuffer>, type: string) =>
  Reply.stream(new Response(content).body, { "Content-Type": type });

/** The tile that a path asks for, within the log as it is. */
function tileAt(path: string, size: number) {
  const tile = parseTilePath(path);
  if (!tile) throw notFound("tile");
  if (tile.index * tileWidth ** (tile.level + 1) + (tile.width - 1) * tileWidth ** tile.level >= size)
    throw notFound("tile");
  return tile;
}

/** Why an event is not there. */
async function pruned({ sql, organizationId }: Work, id: string): Promise<Problem> {
  const text = "select from audit_leaf where organization_id = $1 and event_id = $2";
  const [place] = await sql.query(text, [organizationId, id]);
  return place ? new Problem("gone", "This event was pruned; archives may have it.") : notFound("event");
}

const TilePath = z.object({ path: z.string().max(200) });
const EventId = z.object({ id: z.guid() });
const Sizes = z.strictObject({
  from: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).describe("The size of the earlier checkpoint"),
  to: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional().describe("Otherwise the newest one's"),
});
const Steps = z.strictObject({
  from: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0).describe("Of more events than this"),
  step: z.coerce
    .number()
    .int()
    .min(1)
    .max(Number.MAX_SAFE_INTEGER)
    .default(1)
    .describe("At most one, the last, for each so many events"),
});
const mostCheckpoints = 1_000;
const Hashes = z.array(z.string()).describe("base64 of 32 bytes each");

async function proofOf(work: Work, id: string) {
  const mine = [work.organizationId, id];
  const [[event], disclosures, erased] = await Promise.all([
    work.sql.query<{ leaf: string; sequence: number | null; sealedAt: string | null }>(
      `select e.leaf, l.sequence, (select c.sealed_at from audit_checkpoint c
          where c.organization_id = l.organization_id and c.size > l.sequence order by c.size limit 1) as "sealedAt"
        from audit_event e left join audit_leaf l on l.organization_id = e.organization_id and l.event_id = e.id
        where e.organization_id = $1 and e.id = $2`,
      mine,
    ),
    work.sql.query<{ name: string; disclosure: string }>(
      "select name, disclosure from audit_disclosure where organization_id = $1 and event_id = $2 order by name",
      mine,
    ),
    work.sql.query<{ name: string; digest: string; act: string; at: string }>(
      `select x.name, x.digest, x.erased_by as act, e.occurred_at as at from audit_erasure x
        join audit_event e on e.organization_id = x.organization_id and e.id = x.erased_by
        where x.organization_id = $1 and x.event_id = $2 order by x.name`,
      mine,
    ),
  ]);
  if (!event) throw await pruned(work, id);
  const found = { ...event, disclosures, erased };
  if (event.sequence === null) return { ...found, size: null, proof: null, checkpoint: null };
  const { size, note } = await newest(work);
  const tree = new TreeReader(work.sql, work.organizationId, size);
  const proof = (await tree.proof(inclusionRanges(event.sequence, size))).map(toBase64);
  return { ...found, size, proof, checkpoint: note };
}

export const proofEndpoints = [
  endpoint({
    ...shared,
    route: "GET /api/organization/audit-logs/checkpoint",
    summary: "The log's newest checkpoint, a signed note",
    audit: unaudited("hashes and signatures tell of nobody"),
    input: NoInput,
    output: { status: 200, media: ["text/plain"] },
    handle: checkpoint,
  }),
  endpoint({
    ...shared,
    route: "GET /api/organization/audit-logs/tiles/checkpoint",
    summary: "The same, where readers of tiles look for it",
    audit: unaudited("hashes and signatures tell of nobody"),
    input: NoInput,
    output: { status: 200, media: ["text/plain"] },
    handle: checkpoint,
  }),
  endpoint({
    ...shared,
    route: "GET /api/organization/audit-logs/checkpoints",
    summary: "Checkpoints that were signed, smallest first, up to 1,000 of them",
    audit: unaudited("hashes and public keys tell of nobody"),
    input: { query: Steps },
    output: {
      status: 200,
      body: z.object({
        checkpoints: z.array(z.object({ size: z.int(), checkpoint: z.string(), sealedAt: z.string() })),
      }),
    },
    handle: async ({ query: { from, step } }, work) => ({
      checkpoints: await readCheckpoints(work.sql, work.organizationId, from, step, mostCheckpoints),
    }),
  }),
  endpoint({
    ...shared,
    route: "GET /api/organization/audit-logs/tiles/tile/entries/{path*}",
    summary: "Up to 256 leaves in a row, each behind its length in two bytes",
    audit: "VIEW",
    input: { params: TilePath },
    output: { status: 200, media: ["application/octet-stream"] },
    handle: async ({ params }, work) => {
      const { size } = await newest(work);
      const { index, width } = tileAt(`tile/entries/${params.path}`, size);
      const leaves = await readLeaves(work.sql, work.organizationId, index * tileWidth, index * tileWidth + width);
      if (leaves.length < width) throw new Problem("gone", "Entries of this tile were pruned.");
      return bytes(bundleOf(leaves.map(({ leaf }) => utf8(leaf))), "application/octet-stream");
    },
  }),
  endpoint({
    ...shared,
    route: "GET /api/organization/audit-logs/tiles/tile/{path*}",
    summary: "A tile of the log's tree: up to 256 hashes in a row",
    audit: unaudited("hashes tell of nobody"),
    input: { params: TilePath },
    output: { status: 200, media: ["application/octet-stream"] },
    handle: async ({ params }, work) => {
      const { size } = await newest(work);
      const { level, index, width } = tileAt(`tile/${params.path}`, size);
      const hashes = await new TreeReader(work.sql, work.organizationId, size).tile(level, index);
      return bytes(Buffer.concat(hashes.slice(0, width)), "application/octet-stream");
    },
  }),
  openEndpoint({
    ...shared,
    route: "GET /api/organization/audit-logs/unsealed",
    summary:
      "What stands beside the log: events that wait for their place, and what was put in and will never have one",
    audit: unaudited("numbers and an id tell of nobody"),
    input: NoInput,
    output: {
      status: 200,
      body: z.object({
        waiting: z.int().describe("Events without a place"),
        finding: z
          .object({
            kind: z.enum(["inserted", "missing", "forked"]),
            sequence: z.int().nullable(),
            eventId: z.string().optional(),
            sentence: z.string(),
          })
          .nullable()
          .describe("The first one that should have one, or why the log is not sealed any more"),
      }),
    },
    handle: async (_, { actor, origin }, { db }) => {
      const view = await sequencerView(db);
      return lookInLog(db, actor(), origin, "read-only", async ({ sql, organizationId }) => {
        const { waiting, finding } = await withoutPlace(sql, organizationId, view);
        const [refusal] = await readRefusals(sql, organizationId);
        return { waiting, finding: refusal ? findingOf(refusal) : finding };
      });
    },
  }),
  endpoint({
    ...shared,
    route: "GET /api/organization/audit-logs/sealing",
    summary: "Whether events are sealed, or the log in the database is not the one that was signed",
    audit: unaudited("numbers and hashes tell of nobody"),
    input: NoInput,
    output: {
      status: 200,
      body: z.object({
        refused: z
          .object({
            kind: z.enum(["shorter", "forked", "broken", "longer"]),
            refusedAt: z.string(),
            signed: z.object({ size: z.int(), root: z.string() }).describe("What was signed last, as far as is known"),
            size: z.int().describe("How many places the database holds"),
            sentence: z.string(),
          })
          .nullable(),
      }),
    },
    handle: async (_, { sql, organizationId }) => {
      const [refusal] = await readRefusals(sql, organizationId);
      if (!refusal) return { refused: null };
      const { kind, refusedAt, signedSize, signedRoot, size } = refusal;
      const signed = { size: signedSize, root: toBase64(signedRoot) };
      return { refused: { kind, refusedAt, signed, size, sentence: findingOf(refusal).sentence } };
    },
  }),
  endpoint({
    ...shared,
    route: "GET /api/organization/audit-logs/keys",
    summary: "The keys that signed this log's checkpoints, newest first, as verifiers take them",
    audit: unaudited("public keys tell of nobody"),
    input: NoInput,
    output: { status: 200, body: z.object({ keys: z.array(z.object({ key: z.string(), firstUsedAt: z.string() })) }) },
    handle: async (_, work) => {
      const text = `select public_key as "publicKey", first_used_at as "firstUsedAt" from audit_signing_key order by first_used_at desc`;
      const rows = await work.sql.query<{ publicKey: Uint8Array; firstUsedAt: string }>(text);
      const keys = rows.map(({ publicKey, firstUsedAt }) => ({
        key: textOfKey(keyOfLog(work.organizationId, publicKey)),
        firstUsedAt,
      }));
      return { keys };
    },
  }),
  endpoint({
    ...shared,
    route: "GET /api/organization/audit-logs/consistency",
    summary: "The proof that the log of one checkpoint is the beginning of another's",
    audit: unaudited("hashes tell of nobody"),
    input: { query: Sizes },
    output: {
      status: 200,
      body: z.object({ from: z.int(), to: z.int(), proof: Hashes, checkpoint: z.string() }),
    },
    handle: async ({ query: { from, to } }, work) => {
      const { size, note } = await newest(work, to);
      if (to !== undefined && size !== to) throw invalidField("to", "is the size of no checkpoint");
      if (from > size) throw invalidField("from", "is beyond the other checkpoint");
      const tree = new TreeReader(work.sql, work.organizationId, size);
      const proof = (await tree.proof(consistencyRanges(from, size))).map(toBase64);
      return { from, to: size, proof, checkpoint: note };
    },
  }),
  endpoint({
    ...shared,
    route: "GET /api/organization/audit-logs/{id}/proof",
    summary: "An event's leaf with what is left of its disclosures, and the proof that it is in the log",
    audit: "VIEW",
    input: { params: EventId },
    output: {
      status: 200,
      body: z.object({
        leaf: z.string().describe("Canonical JSON, RFC 8785; the bytes that were hashed"),
        disclosures: z.array(z.object({ name: z.string(), disclosure: z.string() })),
        erased: z
          .array(z.object({ name: z.string(), digest: z.string(), act: z.string(), at: z.string() }))
          .describe("Disclosures that were erased: which, by which event, and when"),
        sequence: z.int().nullable().describe("Null until the event is sealed, within a second"),
        sealedAt: z.string().nullable().describe("When the first checkpoint that promises it was signed"),
        size: z.int().nullable(),
        proof: Hashes.nullable(),
        checkpoint: z.string().nullable(),
      }),
    },
    handle: ({ params }, work) => proofOf(work, params.id),
  }),
];
