-- What organizations pay for, where a payment provider collects it. These rows follow what the provider says: each is
-- written from its present state, never from what an event told, so that it does not matter in which order events come.

create table subscription (
  organization_id uuid primary key references organization,
  -- The provider's. No customer yet: somebody is only about to choose a plan.
  customer_id text unique,
  subscription_id text unique,
  -- The provider's word: active, trialing, past_due, unpaid, paused, incomplete, incomplete_expired, canceled.
  status text,
  -- What is subscribed to; null where the price is none of ours.
  plan text check (plan in ('PRO', 'ENTERPRISE')),
  price_id text,
  billing_interval text check (billing_interval in ('month', 'year')),
  -- For one interval, in the currency's smallest unit.
  amount bigint,
  currency text,
  current_period_end timestamptz(3),
  -- When it ends by itself; null where it goes on.
  ends_at timestamptz(3),
  -- The plan that the organization was last put on because of it. An operator's word later on stays.
  entitled text check (entitled in ('FREE', 'PRO', 'ENTERPRISE')),
  failing_since timestamptz(3),
  -- Until then a payment that failed changes nothing.
  grace_until timestamptz(3),
  -- How many of the mails about it were sent.
  told integer not null default 0,
  -- Until then somebody is at it; see src/billing/turn.ts.
  busy_until timestamptz(3),
  -- Grows whenever what the provider says was written down.
  version integer not null default 1,
  check ((failing_since is null) = (grace_until is null))
);
call protect_tenant_table('subscription', false);
revoke insert, update, delete on subscription from nextcrm_app;
create policy operator on subscription to nextcrm_operator using (true) with check (true);
grant select, insert, update, delete on subscription to nextcrm_operator;
create index subscription_grace on subscription (grace_until) where grace_until is not null;

create table subscription_invoice (
  organization_id uuid not null references organization,
  -- The provider's.
  invoice_id text not null,
  number text,
  -- draft, open, paid, uncollectible, void.
  status text not null,
  -- In the currency's smallest unit.
  amount_due bigint not null,
  amount_paid bigint not null,
  currency text not null,
  created_at timestamptz(3) not null,
  paid_at timestamptz(3),
  next_attempt_at timestamptz(3),
  attempts integer not null,
  -- Pages of the provider's, for people.
  page_url text,
  pdf_url text,
  primary key (organization_id, invoice_id)
);
call protect_tenant_table('subscription_invoice', false);
revoke insert, update, delete on subscription_invoice from nextcrm_app;
create policy operator on subscription_invoice to nextcrm_operator using (true) with check (true);
grant select, insert, update, delete on subscription_invoice to nextcrm_operator;

-- Events that were taken, so that each starts work once. Kept for longer than the provider repeats them.
create table stripe_event (
  id text primary key,
  type text not null,
  received_at timestamptz(3) not null default now()
);
grant select, insert, delete on stripe_event to nextcrm_operator;
create index stripe_event_age on stripe_event (received_at);

select pgboss.create_queue('follow-subscription', '{"policy": "standard", "notify": true, "retryLimit": 12, "retryDelay": 5, "retryBackoff": true,
  "retryDelayMax": 3600, "expireInSeconds": 600}'::jsonb);
