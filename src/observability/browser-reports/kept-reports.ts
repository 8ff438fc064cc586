import { createHash } from "node:crypto";
import type { Database, Sql } from "../../ports/database.ts";
import type { CleanReport, ReportKind } from "./clean-report.ts";

/** Equal reports, with how often and when. */
export interface KeptReport extends CleanReport {
  id: string;
  kind: ReportKind;
  count: number;
  firstSeen: string;
  lastSeen: string;
}

/** The oldest go: a page that is broken, or somebody who makes reports up, fills nothing. */
export const mostKept = 500;

const add = `insert into browser_report
    (fingerprint, kind, page, about, blocked, source, line, column_number, sample, enforced, seen, first_seen, last_seen)
  select *, $12::timestamptz, $12::timestamptz from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[],
    $6::text[], $7::int[], $8::int[], $9::text[], $10::boolean[], $11::bigint[])
  on conflict (fingerprint) do update
    set seen = browser_report.seen + excluded.seen, last_seen = greatest(browser_report.last_seen, excluded.last_seen)`;

// What another process counts up at this moment is not old.
const forget = `delete from browser_report where fingerprint in
  (select fingerprint from browser_report order by last_seen desc, fingerprint offset $1 for update skip locked)`;

interface Keeping {
  at: Date;
  most?: number;
  /** How many of so many reports that are unlike all others may come from where they came from. */
  admit?(wanted: number): Promise<number>;
}

/** Adds reports to those that are equal, and keeps no more than `most` of them. */
export async function keepReports(
  db: Database,
  reports: readonly CleanReport[],
  { at, most = mostKept, admit = async (wanted) => wanted }: Keeping,
): Promise<void> {
  const counted = new Map<string, { report: CleanReport; seen: number }>();
  for (const report of reports) {
    const fingerprint = fingerprintOf(report);
    const seen = (counted.get(fingerprint)?.seen ?? 0) + 1;
    counted.set(fingerprint, { report, seen });
  }
  await leaveOut(db, counted, admit);
  if (counted.size === 0) return;
  // In one order, so that two requests do not wait for each other in a circle.
  const rows = [...counted].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const members = ["kind", "page", "about", "blocked", "source", "line", "column", "sample", "enforced"] as const;
  const lists = members.map((name) => rows.map(([, { report }]) => report[name]));
  await db.transaction({ role: "nextcrm_operator", readOnly: false }, async (sql) => {
    await sql.query(add, [rows.map(([id]) => id), ...lists, rows.map(([, { seen }]) => seen), at.toISOString()]);
    await sql.query(forget, [most]);
  });
}

/** Of those that are not kept yet, as many stay as are admitted. */
async function leaveOut(db: Database, counted: Map<string, unknown>, admit: Keeping["admit"] & {}): Promise<void> {
  const known = await db.transaction({ role: "nextcrm_operator", readOnly: true }, (sql) =>
    sql.query<{ id: string }>("select fingerprint as id from browser_report where fingerprint = any ($1)", [
      [...counted.keys()],
    ]),
  );
  const fresh = [...counted.keys()].filter((id) => !known.some((one) => one.id === id));
  const admitted = fresh.length === 0 ? 0 : await admit(fresh.length);
  for (const id of fresh.slice(admitted)) counted.delete(id);
}

function fingerprintOf(report: CleanReport): string {
  const { kind, page, about, blocked, source, line, column, sample, enforced } = report;
  const told = JSON.stringify([kind, page, about, blocked, source, line, column, sample, enforced]);
  return createHash("sha256").update(told).digest("hex").slice(0, 32);
}

/** The reports of the last, newest first. */
export async function readReports(sql: Sql): Promise<KeptReport[]> {
  const rows = await sql.query<Omit<KeptReport, "firstSeen" | "lastSeen"> & { firstSeen: Date; lastSeen: Date }>(
    `select fingerprint as id, kind, page, about, blocked, source, line, column_number as column, sample, enforced,
       seen::float8 as count, first_seen as "firstSeen", last_seen as "lastSeen"
     from browser_report order by last_seen desc, fingerprint limit $1`,
    [mostKept],
  );
  return rows.map((row) => ({
    ...row,
    firstSeen: new Date(row.firstSeen).toISOString(),
    lastSeen: new Date(row.lastSeen).toISOString(),
  }));
}
