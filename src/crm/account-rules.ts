import type { Work } from "../audit/work.ts";
import { invalidField } from "../problems.ts";
import type { Values } from "../records/store.ts";
import { defaultCurrency } from "./default-currency.ts";
import { companyDomain } from "./web-host.ts";

/** The domain follows from the website, unless it is given or another account has it. */
export async function deriveAccount(work: Work, next: Values, previous: Values | null): Promise<void> {
  if (previous && next.parentAccountId && next.parentAccountId === previous.id)
    throw invalidField("parentAccountId", "is the account itself");
  if (next.annualRevenue && !next.currency) next.currency = await defaultCurrency(work);
  if (typeof next.domain === "string" && next.domain !== previous?.domain)
    next.domain = companyDomain(next.domain) ?? next.domain.toLowerCase();
  const cleared = previous !== null && previous.domain !== null && next.domain === null;
  if (next.domain || cleared || !next.website || next.website === previous?.website) return;
  const domain = companyDomain(next.website as string);
  // Several records of one work are checked before any of them is written.
  const claimed = await work.once("domains of new accounts", async () => new Set<string>());
  if (domain === null || claimed.has(domain) || (await isTaken(work, domain))) return;
  claimed.add(domain);
  next.domain = domain;
}

async function isTaken(work: Work, domain: string): Promise<boolean> {
  const text = "select id from records_named('account'::regclass, 'domain', $1)";
  return (await work.sql.query(text, [[domain]], { prepare: true })).length > 0;
}
