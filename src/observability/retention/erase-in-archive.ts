import type { ExportedEvent } from "../../../proofs/export-file.ts";
import { digestOf } from "../../audit/disclosure.ts";
import { parseLeaf } from "../../audit/leaf.ts";
import { concerns } from "../../audit/subject.ts";
import type { Subject } from "../../audit/subject.ts";
import type { Work } from "../../audit/work.ts";
import { unzippedLines, zipped } from "./archive-file.ts";

/** An event of an archive with the disclosures that concern a person, and what a legal hold asks about. */
export interface Found {
  sequence: number;
  disclosures: string[];
  resource: string;
  resourceId: string | null;
  actorId: string | null;
  occurredAt: string;
  /** JSON. */
  targets: string;
}

/** Looks through an archive for what concerns a person. */
export async function findIn(archive: ReadableStream<Uint8Array>, subject: Subject): Promise<Found[]> {
  const isTheirs = concerns(subject);
  const found: Found[] = [];
  for await (const line of unzippedLines(archive)) {
    const { sequence, leaf: text, disclosures = [] } = JSON.parse(line) as Partial<ExportedEvent>;
    // The first and the last line are no events.
    if (sequence === undefined || text === undefined || disclosures.length === 0) continue;
    const leaf = parseLeaf(text);
    const theirs = disclosures.filter((disclosure) => isTheirs(leaf, disclosure));
    if (theirs.length === 0) continue;
    const { resource, resourceId = null, actor, occurredAt, targets } = leaf;
    found.push({
      sequence,
      disclosures: theirs,
      resource,
      resourceId,
      actorId: actor.id ?? null,
      occurredAt,
      targets: JSON.stringify(targets),
    });
  }
  return found;
}

/** The places of those events that a legal hold names now. */
export async function heldOf({ sql, organizationId }: Work, found: readonly Found[]): Promise<Set<number>> {
  const column = (name: keyof Found) => found.map((event) => event[name]);
  const text = `select sequence from unnest($2::bigint[], $3::text[], $4::text[], $5::uuid[], $6::timestamptz[], $7::jsonb[]) e (sequence, resource, resource_id, actor, at, targets)
    where exists (select from legal_hold h where h.organization_id = $1 and h.released_at is null
      and (names_event(h, e.resource, e.resource_id, e.actor, e.at) or names_targets(h, e.targets, e.at)))`;
  const names = ["sequence", "resource", "resourceId", "actorId", "occurredAt", "targets"] as const;
  const held = await sql.query<{ sequence: number }>(text, [organizationId, ...names.map(column)]);
  return new Set(held.map(({ sequence }) => sequence));
}

/** The archive without these disclosures, gzipped; their digests stand among the erased ones. All else stays as it is. */
export function linesWithout(archive: ReadableStream<Uint8Array>, gone: readonly Found[]): AsyncIterable<Uint8Array> {
  const disclosuresAt = new Map(gone.map(({ sequence, disclosures }) => [sequence, disclosures]));
  const rewritten = async function* () {
    for await (const line of unzippedLines(archive)) yield `${without(line, disclosuresAt)}\n`;
  };
  return zipped(rewritten());
}

function without(line: string, disclosuresAt: ReadonlyMap<number, string[]>): string {
  const place = /^\{"sequence":(\d+),/.exec(line)?.[1];
  const gone = place === undefined ? undefined : disclosuresAt.get(Number(place));
  if (!gone) return line;
  const { sequence, leaf, disclosures = [], erased = [], ...rest } = JSON.parse(line) as ExportedEvent;
  const event: ExportedEvent = {
    sequence,
    leaf: leaf!,
    disclosures: disclosures.filter((disclosure) => !gone.includes(disclosure)),
    erased: [...erased, ...gone.map(digestOf)],
    ...rest,
  };
  return JSON.stringify(event);
}
