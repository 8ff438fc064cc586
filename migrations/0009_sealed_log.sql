-- An event is its leaf: the text that is sealed, byte for byte. The columns beside it only find it again, and whoever
-- verifies the log compares them with the leaf. The operator's own log is a log like any other, of the organization
-- with the id zero, which no tenant has.

create function canonical_json(value jsonb) returns text language plpgsql immutable as $$
begin
  if jsonb_typeof(value) = 'object' then
    return '{' || coalesce((select string_agg(to_jsonb(key)::text || ':' || canonical_json(member), ',' order by key collate "C") from jsonb_each(value) each (key, member)), '') || '}';
  elsif jsonb_typeof(value) = 'array' then
    return '[' || coalesce((select string_agg(canonical_json(part), ',' order by place) from jsonb_array_elements(value) with ordinality parts (part, place)), '') || ']';
  end if;
  return value::text;
end $$;

create function rfc3339(moment timestamptz) returns text language sql immutable
  return to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');

create table sealed_event (
  organization_id uuid not null,
  id uuid not null,
  -- The sequencer finds committed events by the difference of snapshots over this.
  xid xid8 not null default pg_current_xact_id(),
  action text not null,
  resource text not null,
  resource_id text,
  outcome text not null check (outcome in ('success', 'failure', 'denied')),
  actor_id uuid,
  occurred_at timestamptz(3) not null,
  -- Canonical JSON (RFC 8785) of the clear part: who by id, what, from where without addresses, digests of the rest.
  leaf text not null check (octet_length(leaf) < 65536),
  primary key (organization_id, id)
);

insert into sealed_event
  select organization_id, id, pg_current_xact_id(), action, resource, resource_id, outcome, actor_id, occurred_at,
    canonical_json(jsonb_strip_nulls(jsonb_build_object(
      'action', action, 'actor', jsonb_strip_nulls(actor), 'class', class, 'context', context, 'digests', to_jsonb(digests), 'id', id,
      'occurredAt', rfc3339(occurred_at), 'organizationId', organization_id, 'outcome', outcome, 'reason', reason,
      'recordedAt', rfc3339(recorded_at), 'resource', resource, 'resourceId', resource_id, 'schemaVersion', 1, 'targets', targets)))
  from audit_event;
insert into sealed_event
  select uuid_nil, id, pg_current_xact_id(), action, resource, resource_id, outcome, (actor->>'id')::uuid, occurred_at,
    canonical_json(jsonb_strip_nulls(jsonb_build_object(
      'action', action, 'actor', jsonb_strip_nulls(actor), 'class', 'management', 'context', context, 'digests', to_jsonb(digests), 'id', id,
      'occurredAt', rfc3339(occurred_at), 'organizationId', uuid_nil, 'outcome', outcome, 'reason', reason,
      'recordedAt', rfc3339(recorded_at), 'resource', resource, 'resourceId', resource_id, 'schemaVersion', 1, 'targets', '[]'::jsonb)))
  from operator_event, (values ('00000000-0000-0000-0000-000000000000'::uuid)) nobody (uuid_nil);
insert into audit_disclosure (organization_id, event_id, name, subject_type, subject_id, disclosure)
  select '00000000-0000-0000-0000-000000000000', event_id, name, subject_type, subject_id, disclosure from operator_disclosure;

drop table audit_event, operator_event, operator_disclosure;
drop function canonical_json(jsonb);
drop function rfc3339(timestamptz);
alter table sealed_event rename to audit_event;
alter index sealed_event_pkey rename to audit_event_pkey;
alter table audit_event rename constraint sealed_event_outcome_check to audit_event_outcome_check;
alter table audit_event rename constraint sealed_event_leaf_check to audit_event_leaf_check;

-- Each index answers one of the log's filters within one organization, newest first; the last one is the sequencer's.
create index audit_event_action on audit_event (organization_id, action, id);
create index audit_event_resource on audit_event (organization_id, resource, resource_id, id);
create index audit_event_actor on audit_event (organization_id, actor_id, id);
create index audit_event_xid on audit_event (xid);

-- Where an event stands in its log, and the hash of its leaf: SHA-256(0x00 ‖ leaf).
create table audit_leaf (
  organization_id uuid not null,
  sequence bigint not null check (sequence >= 0),
  event_id uuid not null,
  hash bytea not null check (octet_length(hash) = 32),
  primary key (organization_id, sequence),
  unique (organization_id, event_id)
);

-- Full tiles of the tree (C2SP tlog-tiles): 256 hashes each. What is not full follows from the leaves and the roots.
create table audit_tile (
  organization_id uuid not null,
  level smallint not null check (level >= 0),
  index bigint not null check (index >= 0),
  hashes bytea not null check (octet_length(hashes) = 8192),
  root bytea not null check (octet_length(root) = 32),
  primary key (organization_id, level, index)
);

-- What was promised to the world, in the order in which it was: each signed, each the beginning of the next.
create table audit_checkpoint (
  organization_id uuid not null,
  size bigint not null check (size > 0),
  root bytea not null check (octet_length(root) = 32),
  note text not null,
  sealed_at timestamptz(3) not null,
  primary key (organization_id, size)
);

do $$
declare named regclass;
begin
  foreach named in array array['audit_event', 'audit_leaf', 'audit_tile', 'audit_checkpoint']::regclass[] loop
    call protect_tenant_table(named, false);
    execute format('revoke insert, update, delete on %s from nextcrm_app', named);
    execute format('create trigger append_only before update or delete on %s for each row execute function refuse_change()', named);
    execute format('create trigger append_only_whole before truncate on %s for each statement execute function refuse_change()', named);
    -- Reads are written, and logs are sealed, across organizations; no personal value is in any of these tables.
    execute format('create policy operator on %s to nextcrm_operator using (true) with check (true)', named);
    execute format('grant select, insert on %s to nextcrm_operator', named);
  end loop;
end $$;
grant insert on audit_event to nextcrm_app, nextcrm_auth;
create policy auth on audit_event for insert to nextcrm_auth with check (true);
create trigger marks_transaction after insert on audit_event referencing new table as inserted for each statement execute function note_audit_event();

-- The operator reads the personal values of the operator's own log, and of no other.
create policy own_log on audit_disclosure for select to nextcrm_operator using (organization_id = '00000000-0000-0000-0000-000000000000');
grant select on audit_disclosure to nextcrm_operator;

-- Up to which events were looked for: the snapshot of the statement that found the last ones. One row.
create table audit_sequencer (
  only_one boolean primary key default true check (only_one),
  snapshot pg_snapshot not null
);
insert into audit_sequencer (snapshot) values ('1:1:');
grant select, update on audit_sequencer to nextcrm_operator;

-- Every key that ever signed, so that what an earlier one signed can still be checked.
create table audit_signing_key (
  public_key bytea primary key check (octet_length(public_key) = 32),
  first_used_at timestamptz(3) not null
);
grant select, insert on audit_signing_key to nextcrm_operator;
grant select on audit_signing_key to nextcrm_app;
