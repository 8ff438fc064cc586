import { toHex, utf8 } from "./bytes.ts";
import type { Sha256 } from "./bytes.ts";
import type { ExportedEvent } from "./export-file.ts";
import type { Finding } from "./log-verdict.ts";

/** What the leaf of an event PRUNE says: so many events from one place up to, and without, another went. */
interface Told {
  first: number;
  upto: number;
  events: number;
  /** Hexadecimal SHA-256 of the places as runs, `{[0,5),[7,9)}`. */
  places: string;
}

type Run = [from: number, upTo: number];

/** Compares the places of a whole log whose events are not there with what its events PRUNE say. */
export class Prunes {
  readonly #gone: Run[] = [];
  readonly #told: Told[] = [];

  /** Takes the events in their order. */
  see({ sequence, leaf }: ExportedEvent): void {
    if (leaf?.startsWith('{"action":"PRUNE",')) this.#told.push(...toldBy(leaf));
    if (leaf !== undefined) return;
    const last = this.#gone.at(-1);
    if (last?.[1] === sequence) last[1] += 1;
    else this.#gone.push([sequence, sequence + 1]);
  }

  /** The first place whose event is gone, and was not pruned. */
  finding(sha256: Sha256): Finding | null {
    const groups = groupsOf(this.#told);
    for (const [from, upTo] of this.#gone) {
      const group = groups.find(({ first, upto }) => first <= from && from < upto);
      if (!group) return missing(from, "The event of this place is not there, and was not pruned.");
      if (group.upto < upTo) return missing(group.upto, "The event of this place is not there, and was not pruned.");
    }
    for (const { first, upto, told } of groups) {
      const gone = this.#gone.filter(([from]) => first <= from && from < upto);
      const count = gone.reduce((sum, [from, upTo]) => sum + upTo - from, 0);
      const said = told.reduce((sum, { events }) => sum + events, 0);
      const text = `{${gone.map((run) => `[${run.join()})`).join()}}`;
      const [only, ...others] = told;
      const isOther = others.length === 0 && only!.places !== toHex(sha256(utf8(text)));
      if (count !== said || isOther)
        return missing(
          gone[0]?.[0] ?? first,
          `From ${first} to ${upto - 1}, ${said} events were pruned by right, and ${count} are gone: not the same ones.`,
        );
    }
    return null;
  }
}

function toldBy(leaf: string): Told[] {
  try {
    const { context } = JSON.parse(leaf) as { context?: { prune?: Told } };
    return context?.prune ? [context.prune] : [];
  } catch {
    return [];
  }
}

/** What overlaps or touches is one. */
function groupsOf(told: readonly Told[]): { first: number; upto: number; told: Told[] }[] {
  const groups: { first: number; upto: number; told: Told[] }[] = [];
  for (const one of told.toSorted((a, b) => a.first - b.first)) {
    const last = groups.at(-1);
    if (last && one.first <= last.upto) {
      last.upto = Math.max(last.upto, one.upto);
      last.told.push(one);
    } else groups.push({ first: one.first, upto: one.upto, told: [one] });
  }
  return groups;
}

function missing(sequence: number, sentence: string): Finding {
  return { kind: "missing", sequence, sentence };
}
