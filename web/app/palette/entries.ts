import type { LucideIcon } from "lucide-react";
import type { StoredRecord } from "../../records/model.ts";
import { nameOf, type RecordType } from "../../records/model.ts";
import { iconOf } from "../../records/icons.ts";
import { matchOf, type Range, rangesOf, strongScore } from "./match.ts";

/** A line of the palette: something to go to (`to`) or to do (`run`). */
export type Entry = {
  id: string;
  label: string;
  detail?: string;
  icon: LucideIcon;
  keys?: string;
  /** Other words by which people look for it. */
  also?: string;
  to?: string;
  run?: () => void;
  ranges?: Range[];
};
export type EntryGroup = { value: string; items: Entry[] };

type Hit = { type: string; plural: string; id: string; title: string; subtitle: string | null };

export function recordEntry(type: RecordType, record: StoredRecord): Entry {
  const to = `/${type.plural}/${record.id}`;
  return { id: `recent ${to}`, label: nameOf(record), detail: type.label, icon: iconOf(type.name), to };
}

/** What was found, a group for each type; the type of the best fitting name first. */
export function groupsOfHits(hits: readonly Hit[], types: readonly RecordType[], typed: string): EntryGroup[] {
  const groups = types.flatMap((type) => {
    const items = hits.filter((hit) => hit.type === type.name).map((hit) => entryOfHit(hit, typed));
    return items.length > 0 ? [{ value: type.pluralLabel, items }] : [];
  });
  const best = ({ items }: EntryGroup) => Math.max(...items.map(({ label }) => matchOf(label, typed)?.score ?? 0));
  return groups.toSorted((a, b) => Math.round(best(b)) - Math.round(best(a)));
}

function entryOfHit({ type, plural, id, title, subtitle }: Hit, typed: string): Entry {
  const label = title || "Untitled";
  const to = `/${plural}/${id}`;
  return {
    id: to,
    label,
    icon: iconOf(type),
    to,
    ranges: rangesOf(label, typed),
    ...(subtitle && { detail: subtitle.replaceAll("_", " ") }),
  };
}

/** The commands that what is typed may mean, best first: `strong` when it begins their words. */
export function matchingEntries(entries: readonly Entry[], typed: string): { strong: Entry[]; weak: Entry[] } {
  const found = entries
    .flatMap((entry) => {
      const match = matchOf(entry.label, typed);
      const other = entry.also ? matchOf(entry.also, typed) : null;
      if (!match && !other) return [];
      // Another word for it counts a little less than its own.
      const score = Math.max(match?.score ?? 0, (other?.score ?? 0) - 10);
      return [{ entry: { ...entry, ranges: match?.ranges ?? [] }, score }];
    })
    .toSorted((a, b) => b.score - a.score);
  const of = (isStrong: boolean) => found.filter(({ score }) => score >= strongScore === isStrong);
  return { strong: of(true).map(({ entry }) => entry), weak: of(false).map(({ entry }) => entry) };
}
