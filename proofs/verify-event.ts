import type { Columns, Place } from "./log-verdict.ts";

/** Gives base64url(SHA-256(ascii(base64url(text)))). */
export type DigestOf = (text: string) => string;

/** `lost` are gone without a record of their erasing. */
export type EventVerdict = { wrong: string } | { erased: number; lost: number };
const sound: EventVerdict = { erased: 0, lost: 0 };

/** Compares what stands beside a leaf, whose own hash is right, with the leaf. */
export function verifyEvent(digestOf: DigestOf, place: Place): EventVerdict {
  const { leaf, columns, disclosures } = place;
  if (leaf === null) {
    return disclosures.length > 0 ? { wrong: "It was pruned, but not its personal values." } : sound;
  }
  const digests = disclosures.map(digestOf);
  if (columns && saysAtOnce(leaf, columns, digests)) return sound;
  return compare(place, leaf, digests);
}

/** Signs that JSON writes in another way: columns that hold them are compared with what the leaf means. */
const escaped = /["\\]/;

/**
 * Whether a leaf of the usual form says this, without parsing it. A yes is sure: nobody can make digests of
 * disclosures that stand elsewhere in a leaf that was sealed before. A no is not.
 */
function saysAtOnce(leaf: string, columns: Columns, digests: readonly string[]): boolean {
  const { organizationId, id, action, resource, resourceId, outcome, actorId, occurredAt } = columns;
  if (actorId === null || escaped.test(actorId) || digests.length === 0) return false;
  if (escaped.test(action) || escaped.test(resource) || escaped.test(outcome)) return false;
  if (resourceId !== null && escaped.test(resourceId)) return false;
  const head = `{"action":"${action}","actor":{"id":"${actorId}",`;
  if (leaf.slice(0, head.length) !== head) return false;
  const at = leaf.indexOf(',"digests":', head.length);
  const middle = `,"digests":["${digests.join('","')}"],"id":"${id}","occurredAt":"${occurredAt}","organizationId":"${organizationId}","outcome":"${outcome}","recordedAt":"`;
  const behind = at + middle.length;
  if (leaf.slice(at, behind) !== middle) return false;
  const tail = `","resource":"${resource}${resourceId === null ? "" : `","resourceId":"${resourceId}`}","schemaVersion":`;
  const from = behind + timeLength;
  return leaf.slice(from, from + tail.length) === tail;
}

const timeLength = "2026-11-22T17:00:00.000Z".length;

interface Told {
  organizationId: string;
  id: string;
  action: string;
  resource: string;
  resourceId?: string;
  outcome: string;
  actor: { id?: string };
  occurredAt: string;
  digests: string[];
}

function compare({ columns, erased }: Place, leaf: string, digests: readonly string[]): EventVerdict {
  let told: Told;
  try {
    told = JSON.parse(leaf) as Told;
  } catch {
    return { wrong: "Its leaf is no JSON." };
  }
  const wrong = columns && differenceOf(told, columns);
  if (wrong) return { wrong };
  if (!Array.isArray(told.digests)) return { wrong: "Its leaf has no digests." };
  const unknown = digests.find((digest) => !told.digests.includes(digest));
  if (unknown !== undefined) return { wrong: "A personal value beside it is not the one that was sealed." };
  if (new Set(digests).size < digests.length) return { wrong: "A personal value stands beside it twice." };
  const gone = told.digests.filter((digest) => !digests.includes(digest));
  const lost = gone.filter((digest) => !erased.includes(digest));
  return { erased: gone.length - lost.length, lost: lost.length };
}

function differenceOf(told: Told, columns: Columns): string | undefined {
  const sealed: Columns = {
    organizationId: told.organizationId,
    id: told.id,
    action: told.action,
    resource: told.resource,
    resourceId: told.resourceId ?? null,
    outcome: told.outcome,
    actorId: told.actor?.id ?? null,
    occurredAt: told.occurredAt,
  };
  const names = Object.keys(sealed) as (keyof Columns)[];
  const name = names.find((one) => sealed[one] !== columns[one]);
  if (name === undefined) return undefined;
  return `Its ${name} was sealed as ${JSON.stringify(sealed[name])} and stands there as ${JSON.stringify(columns[name])}.`;
}
