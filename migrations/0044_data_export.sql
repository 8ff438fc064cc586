-- Complete exports of an organization, written to storage by a job. What a row says of its progress needs no event; who
-- asked for an export, its end and each download have one.
create table data_export (
  organization_id uuid not null references organization,
  -- Also the id of the event that tells of the request.
  id uuid not null,
  status text not null default 'queued' check (status in ('queued', 'running', 'completed', 'failed', 'cancelled', 'expired')),
  format text not null check (format in ('zip', 'json')),
  -- Whether the bytes of documents are in it.
  files boolean not null,
  -- Grows with each beginning, so that a worker that was given up knows it. The file always begins anew.
  attempt integer not null default 0,
  -- How many of them there were when somebody had a failed one tried again.
  attempts_before integer not null default 0,
  -- Lines and files.
  items bigint not null default 0,
  -- Null until they are counted.
  total_items bigint,
  -- Of the whole file, hexadecimal.
  size bigint,
  sha256 text,
  snapshot_at timestamptz(3),
  storage_key text,
  failure text,
  requested_by uuid,
  created_at timestamptz(3) not null default now(),
  completed_at timestamptz(3),
  expires_at timestamptz(3) not null,
  primary key (organization_id, id),
  check (status <> 'completed' or (size is not null and sha256 is not null and storage_key is not null))
);
call protect_tenant_table('data_export', false);
-- Old exports expire in all organizations.
create policy operator on data_export to nextcrm_operator using (true) with check (true);
grant select, update, delete on data_export to nextcrm_operator;
create index data_export_expiry on data_export (expires_at) where status <> 'expired';

-- What may be told of the sessions that work in an organization: everything but their tokens.
create view organization_session with (security_barrier) as
  select o.organization_id, s.id, s."userId" as user_id, s."createdAt" as created_at, s."expiresAt" as expires_at,
    u.last_seen_at, s."ipAddress" as ip_address, s."userAgent" as user_agent
  from auth.session_organization o join auth.session s on s.id = o.session_id left join auth.session_use u on u.session_id = s.id
  where o.organization_id = current_organization();
grant select on organization_session to nextcrm_app;

select pgboss.create_queue('data-export', '{"policy": "standard", "notify": true, "retryLimit": 8, "retryDelay": 5, "retryBackoff": true,
  "retryDelayMax": 3600, "expireInSeconds": 82800, "heartbeatSeconds": 30}'::jsonb);
