import type { Work } from "../audit/work.ts";
import { escapeLike, type Parameters } from "./conditions.ts";
import type { RecordType } from "./record-type.ts";

/** The few records that match, or the patterns to check along the sort's index, or how the name begins. */
export type Search = { ids: string[] } | { patterns: string[] } | { prefix: string };

/** With fewer candidates than this, fetching and sorting them all beats following an index. */
const fewCandidates = 2_000;
const mostSimilar = 200;

/** Finds how a list should search for what was typed; null where nothing was. */
export async function searchFor(work: Work, type: RecordType, typed: string): Promise<Search | null> {
  if (typed === "") return null;
  const [folded] = await work.sql.query<{ text: string }>("select fold($1) as text", [typed], { prepare: true });
  const words = (folded?.text ?? "").split(/\s+/).filter(Boolean).slice(0, 8);
  // Trigrams need three letters; what is shorter is looked for where a name begins.
  if (!words.some((word) => word.length >= 3)) return { prefix: words.join(" ") };
  const ids = await candidates(work, "select search_ids($1::regclass, $2, $3) as id", [type.table, words, fewCandidates + 1]);
  if (ids.length > fewCandidates) return { patterns: words.map((word) => `%${escapeLike(word)}%`) };
  if (ids.length > 0 || words.join("").length < 4) return { ids };
  return { ids: await candidates(work, "select similar_ids($1::regclass, $2, $3) as id", [type.table, words.join(" "), mostSimilar]) };
}

async function candidates(work: Work, text: string, parameters: unknown[]): Promise<string[]> {
  const rows = await work.sql.query<{ id: string }>(text, parameters, { prepare: true });
  return rows.map((row) => row.id);
}

export function searchSql(search: Search, parameters: Parameters): string {
  if ("ids" in search) return `id = any(${parameters.add(search.ids)}::uuid[])`;
  if ("patterns" in search) return search.patterns.map((pattern) => `search like ${parameters.add(pattern)}`).join(" and ");
  // A range instead of LIKE, which row security would keep from the index.
  return `sort_name >= ${parameters.add(search.prefix)} and sort_name < ${parameters.add(`${search.prefix}\u{10FFFF}`)}`;
}
