import { toBase64 } from "../../proofs/bytes.ts";
import { exportFormat } from "../../proofs/export-file.ts";
import type { ExportHeader } from "../../proofs/export-file.ts";
import type { Hash } from "../../proofs/tree.ts";
import type { Actor, Origin } from "../access/caller.ts";
import type { Context } from "../api/endpoint.ts";
import type { Services } from "../api/services.ts";
import { streamOf } from "../api/stream-of.ts";
import { userFileHeaders } from "../api/user-file.ts";
import type { LogFilter } from "../audit/filter-sql.ts";
import { lineOf, readHeader } from "../audit/export-lines.ts";
import { ocsfOf } from "../audit/ocsf.ts";
import { whereabouts } from "../audit/find-events.ts";
import { presentEvent } from "../audit/query.ts";
import type { LogEntry } from "../audit/query.ts";
import { originOfLog } from "../audit/seal.ts";
import { inclusionProofs, matchingSql, wholeSealedSql } from "../audit/sealed-rows.ts";
import type { SealedRow } from "../audit/sealed-rows.ts";
import type { Work } from "../audit/work.ts";
import type { Database } from "../ports/database.ts";
import { writeCsv } from "../records/csv/write.ts";
import { inOrganization } from "../tenancy/in-organization.ts";
import { streamRows } from "../tenancy/stream-rows.ts";

/** An event as people read it, with the bytes that were sealed and the proof that they are in the log. */
type ExportedEntry = LogEntry & { leaf: string; disclosures: readonly string[]; proof: string[] | null };

const columns: Record<string, (entry: ExportedEntry) => string> = {
  time: (entry) => entry.createdAt,
  action: (entry) => entry.action,
  class: (entry) => entry.class,
  outcome: (entry) => entry.outcome,
  reason: (entry) => entry.reason ?? "",
  resource: (entry) => entry.resource,
  resourceId: (entry) => entry.resourceId ?? "",
  resourceName: (entry) => entry.resourceName ?? "",
  userId: (entry) => entry.user?.id ?? "",
  userName: (entry) => entry.user?.name ?? "",
  userEmail: (entry) => entry.user?.email ?? "",
  ipAddress: (entry) => entry.ipAddress ?? "",
  userAgent: (entry) => entry.userAgent ?? "",
  changes: (entry) => (entry.changes ? JSON.stringify(entry.changes) : ""),
  requestId: (entry) => (entry.context.requestId as string | undefined) ?? "",
  id: (entry) => entry.id,
  sequence: (entry) => String(entry.sequence ?? ""),
  leaf: (entry) => entry.leaf,
  disclosures: (entry) => JSON.stringify(entry.disclosures),
  proof: (entry) => (entry.proof ? JSON.stringify(entry.proof) : ""),
};

const longestGap = "15min";

/** Proofs are made for so many events at a time. */
const provenAtOnce = 250;

/** `ocsf`: JSON Lines of OCSF events, which carry neither leaves nor proofs. */
export const exportFormats = ["csv", "json", "jsonl", "ocsf"] as const;
export type ExportFormat = (typeof exportFormats)[number];

const mediaTypes: Record<ExportFormat, string> = {
  csv: "text/csv; charset=utf-8",
  json: "application/json",
  jsonl: "application/jsonl",
  ocsf: "application/jsonl",
};
const writers: Record<ExportFormat, (found: Export) => AsyncGenerator<Uint8Array>> = {
  csv: (found) => writeCsv(cells(found)),
  json: jsonOf,
  jsonl: linesOf,
  ocsf: ocsfLinesOf,
};

/** How a file of events is called, and what it is. */
export function fileOf(format: ExportFormat, at: Date): { name: string; mediaType: string } {
  return {
    name: `audit-log-${at.toISOString().slice(0, 10)}.${format === "ocsf" ? "ocsf.jsonl" : format}`,
    mediaType: mediaTypes[format],
  };
}

/** The names of what a filter narrows; what it narrows them to may tell of people. */
export function namesUsed(filter: LogFilter): string[] {
  return Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [name]));
}

/**
 * Every matching event as a file that streams: its bytes and header fields. Each file carries the log's checkpoint
 * and what leads from its events to it. The caller says so in the log.
 */
export function exportLog(format: ExportFormat, filter: LogFilter, context: Context, { db, clock }: Services) {
  const found = new Export(db, context.actor(), context.origin, format, filter);
  return [streamOf(found.bytes()), userFileHeaders(fileOf(format, clock.now()))] as const;
}

/** The matching events of one snapshot, with what proves them. */
export class Export {
  readonly whole: boolean;
  readonly organizationId: string;
  readonly #db: Database;
  readonly #actor: Actor;
  readonly #origin: Origin;
  readonly #format: ExportFormat;
  readonly #filter: LogFilter;
  readonly #upTo: number | undefined;
  #size = 0;
  /** Known as soon as the first batch of events is. */
  header: ExportHeader;
  /** How many were given so far. */
  events = 0;

  /** `upTo`: the size of a checkpoint behind which nothing is looked at; without it, all that is there, the newest checkpoint's proofs with it. */
  constructor(db: Database, actor: Actor, origin: Origin, format: ExportFormat, filter: LogFilter, upTo?: number) {
    this.organizationId = actor.organizationId;
    this.#db = db;
    this.#actor = actor;
    this.#origin = origin;
    this.#format = format;
    this.#filter = filter;
    this.#upTo = upTo;
    this.whole = format === "jsonl" && namesUsed(filter).length === 0;
    this.header = {
      format: exportFormat,
      origin: originOfLog(actor.organizationId),
      keys: [],
      checkpoint: null,
      whole: this.whole,
    };
  }

  /** The file, as somebody reads it. */
  bytes(): AsyncGenerator<Uint8Array> {
    return writers[this.#format](this);
  }

  /** Batches of events, with proofs unless the whole log comes. */
  async *batches(): AsyncGenerator<{ row: SealedRow; proof: string[] | null }[]> {
    let rows: SealedRow[] = [];
    const all = streamRows<SealedRow>(this.#db, this.#actor, this.#origin, (work) => this.#statement(work));
    for await (const row of all) {
      rows.push(row);
      if (rows.length < provenAtOnce) continue;
      yield await this.#next(rows);
      rows = [];
    }
    yield await this.#next(rows);
  }

  async #next(rows: SealedRow[]) {
    const proven = await this.#proven(rows);
    this.events += rows.length;
    return proven;
  }

  async *entries(): AsyncGenerator<ExportedEntry[]> {
    for await (const batch of this.batches())
      yield batch.flatMap(({ row: { leaf, sequence, disclosures }, proof }) => {
        if (leaf === null) return [];
        const texts = disclosures ?? [];
        return [
          { ...presentEvent({ leaf, sequence, disclosed: disclosuresByName(texts) }), leaf, disclosures: texts, proof },
        ];
      });
  }

  async #statement(work: Work) {
    const { header, size } = await readHeader(work.sql, work.organizationId, this.whole, this.#upTo);
    this.header = header;
    this.#size = size;
    if (this.whole) return wholeSealedSql(work.organizationId, this.#size);
    // Between two events that match there may be millions that do not.
    await work.sql.query(`set local statement_timeout = '${longestGap}'`);
    const within = await whereabouts(work.sql, work.organizationId, this.#filter);
    return matchingSql(work.organizationId, this.#filter, this.#upTo, within);
  }

  async #proven(rows: SealedRow[]) {
    const wantsProofs = !this.whole && this.#format !== "ocsf";
    const isProven = ({ sequence }: SealedRow) => wantsProofs && sequence !== null && sequence < this.#size;
    const places = rows.filter(isProven).map(({ sequence }) => sequence!);
    if (places.length === 0) return rows.map((row) => ({ row, proof: null }));
    const proofs = await inOrganization(this.#db, this.#actor, this.#origin, "read-only", (work) =>
      inclusionProofs(work.sql, work.organizationId, places, this.#size),
    );
    // Neighbours' proofs have most of their hashes in common.
    const known = new Map<Hash, string>();
    const textOf = (hash: Hash) => {
      const text = known.get(hash) ?? toBase64(hash);
      known.set(hash, text);
      return text;
    };
    const texts = proofs.map((proof) => proof.map(textOf));
    return rows.map((row) => ({ row, proof: isProven(row) ? texts.shift()! : null }));
  }
}

export function disclosuresByName(texts: readonly string[]) {
  type Parsed = [string, string, Record<string, unknown>];
  const disclosures = texts.map((text) => JSON.parse(text) as Parsed);
  return Object.fromEntries(disclosures.map((disclosure) => [disclosure[1], disclosure]));
}

/** The first event's line also has what all of them lead to. */
async function* cells(found: Export): AsyncGenerator<string[]> {
  yield [...Object.keys(columns), "checkpoint", "keys"];
  let first = true;
  for await (const entries of found.entries())
    for (const entry of entries) {
      const { checkpoint, keys } = found.header;
      const shared = first ? [checkpoint ?? "", keys.join(" ")] : ["", ""];
      first = false;
      yield [...Object.values(columns).map((cell) => cell(entry)), ...shared];
    }
}

async function* jsonOf(found: Export): AsyncGenerator<Uint8Array> {
  let separator = "";
  for await (const entries of found.entries()) {
    if (separator === "") yield Buffer.from(`${JSON.stringify(found.header).slice(0, -1)},"logs":[`);
    if (entries.length > 0)
      yield Buffer.from((separator || "\n") + entries.map((entry) => JSON.stringify(entry)).join(",\n"));
    separator = entries.length > 0 ? ",\n" : separator || "\n";
  }
  yield Buffer.from("\n]}\n");
}

/** JSON Lines as docs/VERIFY.md describes them. */
async function* linesOf(found: Export): AsyncGenerator<Uint8Array> {
  let events = 0;
  let begun = false;
  for await (const batch of found.batches()) {
    const lines = batch.filter(({ proof }) => found.whole || proof !== null).map(lineOf);
    if (!begun) lines.unshift(JSON.stringify(found.header));
    events += lines.length - (begun ? 0 : 1);
    begun = true;
    if (lines.length > 0) yield Buffer.from(`${lines.join("\n")}\n`);
  }
  yield Buffer.from(`${JSON.stringify({ events })}\n`);
}

async function* ocsfLinesOf(found: Export): AsyncGenerator<Uint8Array> {
  for await (const entries of found.entries()) {
    const lines = entries.map((entry) => `${JSON.stringify(ocsfOf(entry, found.organizationId))}\n`);
    if (lines.length > 0) yield Buffer.from(lines.join(""));
  }
}
