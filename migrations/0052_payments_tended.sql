-- A deletion has ended the subscription with its period, and cancelling the deletion takes that back; what an owner has
-- ended stays ended.
alter table subscription add column ended_by_deletion boolean not null default false;

-- Where the payment provider and we did not agree last night, or within ninety days and it was mended.
create table billing_difference (
  id uuid primary key,
  found_at timestamptz(3) not null,
  -- out of date, two subscriptions, another plan, unknown price, nobody's.
  kind text not null,
  -- Whom it is about, where that is known; the provider's ids.
  organization_id uuid,
  customer_id text,
  subscription_id text,
  ours jsonb,
  theirs jsonb,
  mended boolean not null
);
grant select, insert, update, delete on billing_difference to nextcrm_operator;
create index billing_difference_organization on billing_difference (organization_id);

select pgboss.create_queue(kind, '{"policy": "standard", "notify": true, "retryLimit": 5, "retryDelay": 30, "retryBackoff": true,
  "retryDelayMax": 3600, "expireInSeconds": 3600}'::jsonb)
from unnest(array['tend-payments', 'reconcile-billing']) as kind;
