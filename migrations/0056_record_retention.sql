-- How long an organization keeps records of a type: what was left alone for so many days, perhaps only in some states, or
-- has been in the trash for so many. Nothing goes before `first_run_at`, a week after the policy was made or changed.
create table record_retention (
  organization_id uuid not null references organization,
  record_type text not null,
  -- `unchanged`: by the last change of records that are there. `trashed`: by the day on which they went to the trash.
  basis text not null check (basis in ('unchanged', 'trashed')),
  days integer not null check (days between 1 and 36500),
  -- Of `unchanged`: only in these states; null is any.
  statuses text[] check (cardinality(statuses) > 0),
  -- What is done: to the trash, or for good.
  act text not null check (act in ('trash', 'purge')),
  paused boolean not null default false,
  first_run_at timestamptz(3) not null,
  changed_at timestamptz(3) not null,
  changed_by uuid,
  -- A run under way, which may go over several processes, and how far it is.
  run_began_at timestamptz(3),
  run_removed integer not null default 0,
  run_kept integer not null default 0,
  last_run_at timestamptz(3),
  last_removed integer,
  last_kept integer,
  primary key (organization_id, record_type, basis),
  check (basis = 'unchanged' or act = 'purge' and statuses is null)
);
call protect_tenant_table('record_retention', true);
create policy operator on record_retention for select to nextcrm_operator using (true);
grant select on record_retention to nextcrm_operator;

select pgboss.create_queue('retain-records', '{"policy": "standard", "notify": true, "retryLimit": 3, "retryDelay": 60, "expireInSeconds": 82800, "heartbeatSeconds": 60}'::jsonb);
