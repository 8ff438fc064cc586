-- Where an organization's audit log goes by itself, as people set it up.
create table audit_stream (
  organization_id uuid not null references organization,
  id uuid not null,
  name text not null,
  url text not null,
  format text not null check (format in ('native', 'ocsf')),
  -- What is sent; null is everything.
  actions text[],
  classes text[],
  outcomes text[],
  status text not null default 'active' check (status in ('active', 'paused')),
  -- The signing secret follows from this, the id and a secret of the installation. It is stored nowhere.
  secret_version integer not null default 1,
  secret_rotated_at timestamptz(3),
  created_by uuid not null,
  created_at timestamptz(3) not null default now(),
  primary key (organization_id, id),
  foreign key (organization_id, created_by) references member
);
call protect_tenant_table('audit_stream', true);

-- How far each stream is. Deliveries are no events, for they would deliver themselves.
create table audit_stream_position (
  organization_id uuid not null,
  stream_id uuid not null,
  next_sequence bigint not null check (next_sequence >= 0),
  -- The end of the delivery that is under way or failed. It stays until that succeeds, so that whoever got it and
  -- was not heard gets the very same again, and nothing new under its id.
  delivering_upto bigint check (delivering_upto > next_sequence),
  -- A part of each delivery's id. Counts up when the position or what is sent is set by hand: what is sent then is
  -- no repeat, even of the same places.
  generation integer not null default 1,
  -- Who delivers now; another one may when the time is over.
  claim uuid,
  claimed_until timestamptz(3),
  attempts integer not null default 0,
  next_attempt_at timestamptz(3),
  last_attempt_at timestamptz(3),
  last_delivery_at timestamptz(3),
  last_error text,
  failing_since timestamptz(3),
  primary key (organization_id, stream_id),
  foreign key (organization_id, stream_id) references audit_stream
);
call protect_tenant_table('audit_stream_position', false);

-- Whoever delivers looks across organizations for streams that are behind, and sees of them no more than that.
create policy operator on audit_stream for select to nextcrm_operator using (true);
create policy operator on audit_stream_position for select to nextcrm_operator using (true);
grant select (organization_id, id, status) on audit_stream to nextcrm_operator;
grant select (organization_id, stream_id, next_sequence, claimed_until, next_attempt_at, last_attempt_at) on audit_stream_position to nextcrm_operator;
create index audit_stream_active on audit_stream (organization_id, id) where status = 'active';
