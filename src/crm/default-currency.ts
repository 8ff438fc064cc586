import type { Work } from "../audit/work.ts";

const text = "select default_currency as currency from organization where id = $1";

/** The ISO 4217 currency that the organization counts in unless told otherwise. */
export function defaultCurrency(work: Work): Promise<string | undefined> {
  return work.once(
    "default currency",
    async () =>
      (await work.sql.query<{ currency: string }>(text, [work.organizationId], { prepare: true }))[0]?.currency,
  );
}
