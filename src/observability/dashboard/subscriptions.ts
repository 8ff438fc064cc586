import type { Services } from "../../api/services.ts";
import { subscriptionFigures } from "../../billing/figures.ts";
import type { SubscriptionFigures } from "../../billing/figures.ts";
import type { Database } from "../../ports/database.ts";

const freshMilliseconds = 60_000;
const lasts = new WeakMap<Database, { at: number; read: Promise<SubscriptionFigures> }>();

/** What is subscribed to, and what it brings by the month: the one part that is added up anew, once a minute at most. */
export async function currentSubscriptions({ db, payments }: Pick<Services, "db" | "payments">) {
  if (!payments) return { status: "not_configured" as const, byStatus: {}, monthlyRevenue: [] };
  const last = lasts.get(db);
  const now = performance.now();
  if (last && now - last.at < freshMilliseconds) return { status: "configured" as const, ...(await last.read) };
  const made = { at: now, read: db.transaction({ role: "nextcrm_operator", readOnly: true }, subscriptionFigures) };
  lasts.set(db, made);
  // What failed is tried again by the next who asks.
  made.read.catch(() => lasts.get(db) === made && lasts.delete(db));
  return { status: "configured" as const, ...(await made.read) };
}
