import type { Work } from "../audit/work.ts";

/** Today in the organization's time zone, `YYYY-MM-DD`. */
export function localDay(work: Work): Promise<string> {
  return work.once("local day", async () => {
    const text = "select ($2::timestamptz at time zone time_zone)::date as day from organization where id = $1";
    const [row] = await work.sql.query<{ day: string }>(text, [work.organizationId, work.now], { prepare: true });
    return row?.day ?? work.now.slice(0, 10);
  });
}
