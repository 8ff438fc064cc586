-- What people ask of an organization about themselves (GDPR articles 15, 17 and 20), until when it is owed to them, and
-- what was done. The person is named by id only; what somebody wrote about the request goes when the person is erased.
create table person_request (
  organization_id uuid not null references organization,
  id uuid not null,
  kind text not null check (kind in ('access', 'erasure')),
  subject_type text not null check (subject_type in ('contact', 'lead', 'user')),
  -- The record may be gone; a member stays as a row.
  subject_id uuid not null,
  status text not null default 'received' check (status in ('received', 'in_progress', 'done', 'refused')),
  received_on date not null,
  -- One month later, or three once it was extended (article 12, paragraph 3).
  due_on date not null,
  extended_at timestamptz(3),
  extension_reason text,
  note text,
  refusal_reason text,
  handler_id uuid,
  -- The file that was written last, and its SHA-256, hexadecimal: what the person was given.
  exported_at timestamptz(3),
  exported_sha256 text,
  -- When the person was erased, by this request or otherwise, and how many values of the log went.
  erased_at timestamptz(3),
  erased_values bigint,
  created_at timestamptz(3) not null,
  created_by uuid,
  finished_at timestamptz(3),
  finished_by uuid,
  -- The days before its end of which the owners were told.
  told_days integer[] not null default '{}',
  primary key (organization_id, id),
  foreign key (organization_id, handler_id) references member (organization_id, user_id),
  check (due_on > received_on),
  check ((status in ('done', 'refused')) = (finished_at is not null)),
  check (status <> 'refused' or refusal_reason is not null or erased_at is not null)
);
call protect_tenant_table('person_request', true);
create policy operator on person_request for select to nextcrm_operator using (true);
grant select on person_request to nextcrm_operator;
create index person_request_due on person_request (organization_id, due_on, id);
create index person_request_open on person_request (due_on) where status in ('received', 'in_progress');
-- Nobody is asked the same twice at once.
create unique index person_request_once on person_request (organization_id, kind, subject_type, subject_id)
  where status in ('received', 'in_progress');

-- The file of a request, under the request's id; asking again writes it anew.
create table person_export (
  organization_id uuid not null,
  id uuid not null,
  status text not null default 'queued' check (status in ('queued', 'running', 'completed', 'failed', 'cancelled', 'expired')),
  attempt integer not null default 0,
  attempts_before integer not null default 0,
  items bigint not null default 0,
  total_items bigint,
  size bigint,
  sha256 text,
  storage_key text,
  failure text,
  requested_by uuid,
  created_at timestamptz(3) not null default now(),
  completed_at timestamptz(3),
  expires_at timestamptz(3) not null,
  primary key (organization_id, id),
  foreign key (organization_id, id) references person_request,
  check (status <> 'completed' or (size is not null and sha256 is not null and storage_key is not null))
);
call protect_tenant_table('person_export', false);
-- Old files expire in all organizations.
create policy operator on person_export to nextcrm_operator using (true) with check (true);
grant select, update, delete on person_export to nextcrm_operator;
create index person_export_expiry on person_export (expires_at) where status <> 'expired';

select pgboss.create_queue('person-export', '{"policy": "standard", "notify": true, "retryLimit": 8, "retryDelay": 5, "retryBackoff": true,
  "retryDelayMax": 3600, "expireInSeconds": 82800, "heartbeatSeconds": 30}'::jsonb);
select pgboss.create_queue('tend-person-requests', '{"policy": "standard", "notify": true, "retryLimit": 2, "retryDelay": 5, "expireInSeconds": 900}'::jsonb);
