import type { Work } from "../audit/work.ts";
import type { RecordType } from "../records/record-type.ts";
import { readRecord } from "../records/store.ts";
import type { Row } from "../records/record.ts";
import { account } from "./account.ts";
import { contact } from "./contact.ts";
import { recordsNamed } from "./import/match.ts";
import { lead } from "./lead.ts";
import { companyDomain } from "./web-host.ts";

/** The types of which people enter the same one twice. */
export const mergeable: readonly RecordType[] = [account, contact, lead];

export interface Duplicate {
  record: Row;
  /** What they share. */
  reasons: ("email" | "domain" | "name")[];
  /** How alike the names are, from 0 to 1. */
  similarity: number;
}

const most = 20;
const alike = 0.55;

/** Records of the same type that may mean the same, the surest first. */
export async function findDuplicates(work: Work, type: RecordType, id: string): Promise<Duplicate[]> {
  const record = await readRecord(work, type, id);
  const reasons = new Map<string, Set<Duplicate["reasons"][number]>>();
  const note = (reason: Duplicate["reasons"][number], ids: readonly string[]) => {
    for (const other of ids) if (other !== id) reasons.set(other, (reasons.get(other) ?? new Set()).add(reason));
  };
  note("email", await withEmail(work, type, record));
  note("domain", await withDomain(work, type, record));
  const similar = await withSimilarName(work, type, record.displayName);
  note("name", [...similar.keys()]);
  const weight = (other: string) =>
    (reasons.get(other)!.has("email") ? 2 : 0) +
    (reasons.get(other)!.has("domain") ? 1 : 0) +
    (similar.get(other) ?? 0);
  const surest = [...reasons.keys()].toSorted((one, other) => weight(other) - weight(one)).slice(0, most);
  return Promise.all(
    surest.map(async (other) => ({
      record: await readRecord(work, type, other),
      reasons: [...reasons.get(other)!],
      similarity: similar.get(other) ?? 0,
    })),
  );
}

/** Found through a function that may use the indexes that row security keeps from the planner. */
async function withValue(work: Work, type: RecordType, column: string, texts: readonly unknown[]): Promise<string[]> {
  const given = [...new Set(texts.filter((text): text is string => typeof text === "string" && text !== ""))];
  if (given.length === 0) return [];
  const text = "select id from records_named($1::regclass, $2, $3)";
  return (await work.sql.query<{ id: string }>(text, [type.table, column, given], { prepare: true })).map(
    (row) => row.id,
  );
}

function withEmail(work: Work, type: RecordType, { email, secondaryEmail }: Row): Promise<string[]> {
  return withValue(work, type, "email", [email, secondaryEmail]);
}

function withDomain(work: Work, type: RecordType, { domain, website }: Row): Promise<string[]> {
  if (type.name !== "account") return Promise.resolve([]);
  return withValue(work, type, "domain", [domain, typeof website === "string" ? companyDomain(website) : null]);
}

async function withSimilarName(work: Work, type: RecordType, name: string): Promise<Map<string, number>> {
  const exact = await recordsNamed(work, type, "title", [name]);
  const text = `select id, similarity(sort_name, left(fold($2), 200))::float8 as similarity from ${type.table}
    where organization_id = $1 and id = any(array(select similar_ids($3::regclass, fold($2), 100)) || $4::uuid[])`;
  const parameters = [work.organizationId, name, type.table, exact.filter((id) => id !== undefined)];
  const rows = await work.sql.query<{ id: string; similarity: number }>(text, parameters, { prepare: true });
  return new Map(rows.filter(({ similarity }) => similarity >= alike).map((row) => [row.id, row.similarity]));
}
