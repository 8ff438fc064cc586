import type { Work } from "../audit/work.ts";
import { escapeLike, type Parameters } from "./conditions.ts";
import type { RecordType } from "./record-type.ts";
import type { Trash } from "./store.ts";

/**
 * The few records that match; or the words of many, to be found again where the list is sorted; or the patterns to
 * check along the sort's index; or how the name begins.
 */
export type Search =
  | { ids: string[] }
  | { among: readonly string[]; table: string }
  | { patterns: string[] }
  | { prefix: string };

/** With fewer candidates than this, fetching and sorting them all beats following an index. */
const fewCandidates = 2_000;
/** With more than these, one in twenty of a million, the sort's index soon meets enough of them. */
const manyCandidates = 50_000;
const mostSimilar = 200;

/** What was typed as search compares it: no case, no accents, one word each. */
export async function foldedWords(work: Work, typed: string): Promise<string[]> {
  if (typed === "") return [];
  const [folded] = await work.sql.query<{ text: string }>("select fold($1) as text", [typed], { prepare: true });
  return (folded?.text ?? "").split(/\s+/).filter(Boolean).slice(0, 8);
}

// Trigrams need three letters; what is shorter is looked for where a name begins.
const tooShort = (words: readonly string[]) => !words.some((word) => word.length >= 3);

/** Words to look for in each row of an order that an index gives. */
export function patternsOf(words: readonly string[]): Search {
  return tooShort(words) ? { prefix: words.join(" ") } : { patterns: words.map((word) => `%${escapeLike(word)}%`) };
}

/** Finds how to search for words; null where there are none. */
export async function searchFor(
  work: Work,
  type: RecordType,
  words: readonly string[],
  trash: Trash,
  most = fewCandidates,
): Promise<Search | null> {
  if (words.length === 0) return null;
  // The indexes lead to what is not in the trash.
  if (tooShort(words) || trash !== "exclude") return patternsOf(words);
  const ids = await candidates(work, "select search_ids($1::regclass, $2, $3) as id", [type.table, words, most + 1]);
  if (ids.length > most)
    return (await areMany(work, type, words)) ? { among: words, table: type.table } : patternsOf(words);
  if (ids.length > 0 || words.join("").length < 4) return { ids };
  return {
    ids: await candidates(work, "select similar_ids($1::regclass, $2, $3) as id", [
      type.table,
      words.join(" "),
      mostSimilar,
    ]),
  };
}

/** More than few, and still few enough to fetch and sort them all, wherever in the sort's order they stand. */
async function areMany(work: Work, type: RecordType, words: readonly string[]): Promise<boolean> {
  const text = "select count(*) as found from search_ids($1::regclass, $2, $3)";
  const [row] = await work.sql.query<{ found: number }>(text, [type.table, words, manyCandidates + 1], {
    prepare: true,
  });
  return row!.found <= manyCandidates;
}

async function candidates(work: Work, text: string, parameters: unknown[]): Promise<string[]> {
  const rows = await work.sql.query<{ id: string }>(text, parameters, { prepare: true });
  return rows.map((row) => row.id);
}

export function searchSql(search: Search, parameters: Parameters): string {
  if ("ids" in search) return `id = any(${parameters.add(search.ids)}::uuid[])`;
  if ("among" in search) {
    const given = `${parameters.add(search.table)}::regclass, ${parameters.add(search.among)}::text[], ${manyCandidates}`;
    return `id = any(array(select search_ids(${given})))`;
  }
  if ("patterns" in search)
    return search.patterns.map((pattern) => `search like ${parameters.add(pattern)}`).join(" and ");
  // A range instead of LIKE, which row security would keep from the index.
  return `sort_name >= ${parameters.add(search.prefix)} and sort_name < ${parameters.add(`${search.prefix}\u{10FFFF}`)}`;
}
