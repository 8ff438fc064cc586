import type { Work } from "../audit/work.ts";
import { Parameters } from "../records/conditions.ts";
import type { RecordType } from "../records/record-type.ts";
import { foldedWords, searchFor, searchSql } from "../records/search.ts";
import { recordTypes } from "./record-types.ts";

export interface Hit {
  type: string;
  plural: string;
  id: string;
  title: string;
  /** What tells apart those of one name. */
  subtitle: string | null;
}

const accountName =
  "(select a.display_name from account a where a.organization_id = r.organization_id and a.id = r.account_id)";
const subtitles: Partial<Record<string, string>> = {
  account: "coalesce(r.domain, r.billing_city)",
  contact: `coalesce(${accountName}, r.email)`,
  lead: "coalesce(r.company, r.email)",
  opportunity: accountName,
  activity: "r.type",
  task: "r.status",
  project: accountName,
  document: "r.filename",
  invoice: `coalesce(${accountName}, r.billing_name)`,
  contract: accountName,
};

/** The few records of every type that match what was typed best; those whose name begins with it first. */
export async function searchEverything(work: Work, typed: string, perType: number): Promise<Hit[]> {
  const words = await foldedWords(work, typed);
  if (words.length === 0) return [];
  const found = await Promise.all(recordTypes.map((type) => hitsOf(work, type, words, perType)));
  return found.flat();
}

async function hitsOf(work: Work, type: RecordType, words: readonly string[], most: number): Promise<Hit[]> {
  const search = await searchFor(work, type, words, "exclude");
  if (search === null) return [];
  const parameters = new Parameters(work.organizationId);
  const condition = searchSql(search, parameters);
  // Few candidates are sorted; where there are many, the names' index gives the first at once.
  const closeness = "ids" in search ? `not starts_with(r.sort_name, ${parameters.add(words.join(" "))}), ` : "";
  const text = `select r.id, r.display_name as title, ${subtitles[type.name] ?? "null"} as subtitle from ${type.table} r
    where organization_id = $1 and deleted_at is null and ${condition} order by ${closeness}sort_name, id limit ${most}`;
  const rows = await work.sql.query<Pick<Hit, "id" | "title" | "subtitle">>(text, parameters.values);
  return rows.map((row) => ({ type: type.name, plural: type.plural, ...row }));
}
