import type { Work } from "../../audit/work.ts";

/** Tells the planner how large the tables have become; without it, it goes on as if they were empty. */
export async function refreshStatistics(work: Work, tables: readonly string[]): Promise<void> {
  await work.sql.query("select refresh_statistics(variadic $1::text[]::regclass[])", [tables]);
}
