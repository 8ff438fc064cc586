-- Exports of the audit log, written to storage by a job. What a row says of its progress needs no event; who asked for
-- an export, its end, its links and each download have one.
create table audit_export (
  organization_id uuid not null references organization,
  -- Also the id of the event that tells of the request.
  id uuid not null,
  status text not null default 'queued' check (status in ('queued', 'running', 'completed', 'failed', 'cancelled', 'expired')),
  format text not null,
  filter jsonb not null,
  -- Grows with each beginning, so that a worker that was given up knows it. The file always begins anew.
  attempt integer not null default 0,
  events bigint not null default 0,
  -- Null until they are counted, and where that takes too long.
  total_events bigint,
  -- Of the whole file, hexadecimal.
  size bigint,
  sha256 text,
  -- The signed note whose tree the file's proofs lead to; null for a log that was never sealed.
  checkpoint text,
  checkpoint_size bigint,
  storage_key text,
  failure text,
  requested_by uuid,
  created_at timestamptz(3) not null default now(),
  completed_at timestamptz(3),
  expires_at timestamptz(3) not null,
  -- Of 256 random bits, which are in the link and nowhere else.
  link_sha256 text unique,
  link_created_at timestamptz(3),
  link_downloads integer not null default 0,
  primary key (organization_id, id),
  check (status <> 'completed' or (size is not null and sha256 is not null and storage_key is not null)),
  check (link_sha256 is null or status = 'completed')
);
call protect_tenant_table('audit_export', false);
-- A link names no organization, and old exports expire in all of them.
create policy operator on audit_export to nextcrm_operator using (true) with check (true);
grant select, update, delete on audit_export to nextcrm_operator;
create index audit_export_expiry on audit_export (expires_at) where status <> 'expired';

select pgboss.create_queue('audit-export', '{"policy": "standard", "notify": true, "retryLimit": 8, "retryDelay": 5, "retryBackoff": true,
  "retryDelayMax": 3600, "expireInSeconds": 82800, "heartbeatSeconds": 30}'::jsonb);
