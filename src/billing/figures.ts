import type { Sql } from "../ports/database.ts";

export interface SubscriptionFigures {
  /** Subscriptions that have not ended, by the provider's word: active, trialing, past_due … */
  byStatus: Record<string, number>;
  /** What comes in by the month, a twelfth of what is paid by the year; in the currency's smallest unit, most first. */
  monthlyRevenue: { currency: string; amount: number }[];
}

/** What all organizations pay, in a transaction of `nextcrm_operator`. */
export async function subscriptionFigures(sql: Sql): Promise<SubscriptionFigures> {
  const [statuses, revenue] = await Promise.all([
    sql.query<{ status: string; count: number }>(
      `select status, count(*)::integer as count from subscription
        where status not in ('canceled', 'incomplete', 'incomplete_expired') group by status order by status`,
    ),
    sql.query<{ currency: string; amount: number }>(
      `select currency, round(sum(case billing_interval when 'year' then amount / 12.0 else amount end))::bigint as amount
        from subscription where status in ('active', 'past_due') and amount is not null and billing_interval is not null
        group by currency order by 2 desc, 1`,
    ),
  ]);
  return {
    byStatus: Object.fromEntries(statuses.map(({ status, count }) => [status, count])),
    monthlyRevenue: revenue,
  };
}
