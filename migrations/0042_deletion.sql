-- An organization's end: for 30 days it can only be read and its deletion be cancelled, then everything of it goes, and
-- a signed certificate says so. PostgreSQL enforces each of these steps; the program only asks.

alter table organization drop constraint organization_status_check;
-- `deleting`: it is being purged, and nobody is in it any more.
alter table organization add constraint organization_status_check check (status in ('active', 'suspended', 'deleting'));

-- One row while an organization waits for its deletion. Only the functions below write it.
create table organization_deletion (
  organization_id uuid primary key references organization,
  scheduled_at timestamptz(3) not null,
  due_at timestamptz(3) not null,
  scheduled_by uuid,
  -- Whether the accounts of people who are in no other organization go as well.
  remove_people boolean not null,
  -- The days before its end of which everybody was told.
  told_days integer[] not null default '{}',
  check (due_at > scheduled_at)
);
call protect_tenant_table('organization_deletion', false);
revoke insert, update, delete on organization_deletion from nextcrm_app;
create policy operator on organization_deletion for select to nextcrm_operator using (true);
grant select on organization_deletion to nextcrm_operator;
create trigger notify_callers after insert or update or delete on organization_deletion
  for each row execute function auth.notify_callers('organization', 'organization_id');

-- What remains of an organization. While it is being purged, what the purge must remember.
create table erasure_certificate (
  organization_id uuid primary key,
  scheduled_at timestamptz(3) not null,
  due_at timestamptz(3) not null,
  began_at timestamptz(3) not null,
  -- Rows by table, files and their bytes, before anything went.
  before jsonb,
  -- The log's last signed checkpoint, once its hashes are in erasure_tile; null where nothing was ever sealed.
  checkpoint text,
  log_size bigint,
  log_root bytea,
  log_kept_at timestamptz(3),
  -- Until the end: who hears of it, as [{"name", "email"}], and whose accounts go.
  organization_name text,
  owners jsonb,
  people uuid[],
  people_removed integer not null default 0,
  finished_at timestamptz(3),
  -- Canonical JSON in a signed note (C2SP signed-note).
  certificate text,
  -- When it was looked for what came late.
  checked_at timestamptz(3),
  check ((finished_at is null) = (certificate is null)),
  check (finished_at is null or (organization_name is null and owners is null and people is null))
);
grant select on erasure_certificate to nextcrm_operator;

-- The hashes of a purged log's leaves, 256 a row (the last row may have fewer): they prove that an export of it is what
-- its last checkpoint promised. Nothing can be read from them.
create table erasure_tile (
  organization_id uuid not null references erasure_certificate,
  index bigint not null check (index >= 0),
  hashes bytea not null check (octet_length(hashes) between 32 and 8192 and octet_length(hashes) % 32 = 0),
  primary key (organization_id, index)
);
grant select on erasure_tile to nextcrm_operator;
do $$
declare named text;
begin
  foreach named in array array['erasure_certificate', 'erasure_tile'] loop
    execute format('create trigger append_only_rows before delete on %I for each row execute function refuse_change()', named);
    execute format('create trigger append_only_whole before truncate on %I for each statement execute function refuse_change()', named);
  end loop;
end $$;
create trigger append_only before update on erasure_tile for each row execute function refuse_change();

-- When an organization will be deleted; null where it will not.
create function auth.deletion_due(organization uuid) returns timestamptz
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select d.due_at from public.organization_deletion d where d.organization_id = organization
$$;
revoke execute on function auth.deletion_due from public;
grant execute on function auth.deletion_due to nextcrm_auth;

-- ---- read-only until the end

-- As before, and in an organization that waits for its deletion an event permits no change: it is written, since
-- reading and exporting go on, but what is audited stays as it is. What is told late of an organization that is gone
-- is not kept.
create or replace function note_audit_event() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  permits text := 'yes';
  before text;
begin
  if not exists (select from inserted) then return null; end if;
  if exists (select from organization_deletion) and current_setting('nextcrm.scheduling', true) is distinct from 'yes'
    and exists (select from inserted i join organization_deletion d on d.organization_id = i.organization_id) then
    permits := 'read-only';
  end if;
  if exists (select from erasure_certificate) and exists (select from inserted i join erasure_certificate c on c.organization_id = i.organization_id) then
    before := current_setting('nextcrm.removing', true);
    perform set_config('nextcrm.removing', 'yes', true);
    delete from audit_disclosure d using inserted i join erasure_certificate c on c.organization_id = i.organization_id
      where d.organization_id = i.organization_id and d.event_id = i.id;
    delete from audit_event e using inserted i join erasure_certificate c on c.organization_id = i.organization_id
      where e.organization_id = i.organization_id and e.id = i.id;
    perform set_config('nextcrm.removing', coalesce(before, ''), true);
  end if;
  if current_setting('nextcrm.audited', true) is distinct from 'read-only' then
    perform set_config('nextcrm.audited', permits, true);
  end if;
  return null;
end $$;
revoke execute on function note_audit_event from public;

-- SQLSTATE RDONL: the organization waits for its deletion. People's own accounts are theirs, and holds must be released.
create or replace function require_audit_event() returns trigger language plpgsql as $$
declare
  permits text := current_setting('nextcrm.audited', true);
begin
  if current_user = 'nextcrm_owner' or permits = 'yes' then return null; end if;
  if permits = 'read-only' then
    if current_user = 'nextcrm_auth' or tg_table_name = 'legal_hold' then return null; end if;
    raise exception 'the organization waits for its deletion and can only be read' using errcode = 'RDONL';
  end if;
  raise exception 'rows of % were changed without an audit event', tg_table_name using errcode = 'integrity_constraint_violation';
end $$;

-- Usage is counted late, too.
create function leave_out_erased() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (select from erasure_certificate) then
    delete from usage_hour u using inserted i join erasure_certificate c on c.organization_id = i.organization_id
      where u.organization_id = i.organization_id and u.hour = i.hour and u.key_id = i.key_id;
  end if;
  return null;
end $$;
revoke execute on function leave_out_erased from public;
create trigger leave_out_erased after insert on usage_hour referencing new table as inserted
  for each statement execute function leave_out_erased();

-- Schedules the deletion of the current organization. False where it is scheduled already.
create function schedule_deletion(scheduled timestamptz, due timestamptz, person uuid, with_people boolean) returns boolean
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  mine uuid := current_organization();
begin
  perform from organization o where o.id = mine and o.status = 'active' for no key update;
  if not found then return false; end if;
  -- This transaction's event tells of the scheduling itself.
  perform set_config('nextcrm.scheduling', 'yes', true);
  insert into organization_deletion (organization_id, scheduled_at, due_at, scheduled_by, remove_people)
    values (mine, scheduled, due, person, with_people) on conflict do nothing;
  return found;
end $$;

-- Cancels it. Null where none is scheduled; false where the purge has begun. Of the two, the row's lock decides.
create function cancel_deletion() returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
declare
  mine uuid := current_organization();
begin
  perform from organization_deletion where organization_id = mine for update;
  if not found then return null; end if;
  if exists (select from organization o where o.id = mine and o.status = 'deleting') then return false; end if;
  delete from organization_deletion where organization_id = mine;
  return true;
end $$;

-- Notes that everybody was told so many days before the end. False where they were already.
create function note_deletion_told(organization uuid, days integer) returns boolean
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update organization_deletion set told_days = told_days || days
    where organization_id = organization and not days = any(told_days);
  return found;
end $$;

-- ---- the purge

/*
 * Every table that has a column organization_id, whatever its schema, from the catalogue: in the order in which its rows
 * can go, whoever refers first. Of the log the hashes go behind the events, and what describes it behind both; what
 * counts everything goes last. `remains` are those that keep what is to be kept.
 */
create function tenant_tables() returns table (named text, place integer, remains boolean) language sql stable
  set search_path = pg_catalog, pg_temp as $$
  with recursive tables as (
    select c.oid, n.nspname, c.relname from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id' and a.attnum > 0 and not a.attisdropped
    where c.relkind in ('r', 'p') and not c.relispartition and n.nspname not like 'pg\_%' and n.nspname <> 'information_schema'
  ), reached (oid, depth) as (
    select oid, 0 from tables
    union
    select k.confrelid, r.depth + 1 from reached r
    join pg_constraint k on k.conrelid = r.oid and k.contype = 'f' and k.confrelid <> k.conrelid
    where r.depth < 30
  )
  select format('%I.%I', t.nspname, t.relname),
    max(r.depth) + case
      when t.relname in ('organization_usage', 'organization_usage_change', 'organization_deletion') then 400
      when t.relname in ('audit_leaf', 'audit_tile', 'audit_checkpoint') then 200
      when t.relname in ('audit_block', 'audit_volume', 'audit_count', 'audit_actor_count') then 300
      when t.relname like 'audit\_%' then 100 else 0 end,
    t.relname in ('erasure_certificate', 'erasure_tile')
  from tables t join reached r on r.oid = t.oid
  group by t.nspname, t.relname order by 2, 1
$$;

create function count_tenant_rows(organization uuid, named text) returns bigint
  language plpgsql stable security definer set search_path = public, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
  found bigint;
begin
  if not exists (select from tenant_tables() t where t.named = count_tenant_rows.named) then
    raise exception '% is no table of tenants', named using errcode = 'invalid_parameter_value';
  end if;
  execute format('select count(*) from %s where organization_id = $1', named) into found using organization;
  return found;
end $$;

-- The same for whoever works in one organization, of that one.
create function count_own_rows(named text) returns bigint
  language sql stable security definer set search_path = public, pg_temp as $$
  select count_tenant_rows(current_organization(), named)
$$;

-- People whose accounts go with the organization: members of it, now or once, who are in no other, and no operators.
create function people_of_only(organization uuid) returns setof uuid
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select m.user_id from public.member m join auth."user" u on u.id = m.user_id
  where m.organization_id = organization
    and not exists (select from public.member o where o.user_id = m.user_id and o.organization_id <> m.organization_id and o.removed_at is null)
    and not exists (select from auth.operator p where p.user_id = m.user_id)
$$;
create function count_own_people() returns bigint language sql stable security definer set search_path = public, pg_temp as $$
  select count(*) from people_of_only(current_organization())
$$;

/*
 * Begins the purge of what is due by the clock, which is the caller's: `begun` or `going`, or why not: `held`, `early`,
 * `none`, `finished`. From here on nobody is in the organization, and its deletion cannot be cancelled.
 */
create function begin_purge(organization uuid, clock timestamptz) returns text
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  wanted organization_deletion;
  called text;
begin
  if exists (select from erasure_certificate c where c.organization_id = organization) then
    return (select case when finished_at is null then 'going' else 'finished' end from erasure_certificate c where c.organization_id = organization);
  end if;
  select * into wanted from organization_deletion d where d.organization_id = organization for update;
  if not found then return 'none'; end if;
  if wanted.due_at > clock then return 'early'; end if;
  perform await_holds(organization);
  if has_hold(organization) then return 'held'; end if;
  perform set_config('nextcrm.audited', 'yes', true);
  update organization o set status = 'deleting' where o.id = organization returning o.name into called;
  insert into erasure_certificate (organization_id, scheduled_at, due_at, began_at, organization_name, owners, people)
    select organization, wanted.scheduled_at, wanted.due_at, clock, called,
      coalesce((select jsonb_agg(jsonb_build_object('name', m.name, 'email', m.email) order by m.user_id) from member m
        where m.organization_id = organization and m.role = 'owner' and m.removed_at is null), '[]'),
      case when wanted.remove_people then array(select people_of_only(organization)) else '{}' end
    on conflict do nothing;
  -- What waits to be done for it will not be done; what is being done comes to an end first.
  delete from pgboss.job where state < 'active' and data ->> 'organizationId' = organization::text and name <> 'purge-organization';
  return 'begun';
end $$;

-- Refuses whatever is not being purged, is not due, or is held. One at a time goes on.
create function demand_purge(organization uuid, clock timestamptz) returns void
  language plpgsql set search_path = public, pg_temp as $$
declare
  going erasure_certificate;
begin
  select * into going from erasure_certificate c where c.organization_id = organization for update;
  if not found or going.finished_at is not null or going.due_at > clock
    or not exists (select from organization o where o.id = organization and o.status = 'deleting') then
    raise exception 'the organization % is not to be purged', organization using errcode = 'insufficient_privilege';
  end if;
  perform await_holds(organization);
  perform refuse_held(jsonb_agg(h.name order by h.id)) from legal_hold h where h.organization_id = organization and h.released_at is null;
  -- So the triggers know that no row has to be looked at by itself.
  perform set_config('nextcrm.purging', 'yes', true);
  perform set_config('nextcrm.removing', 'yes', true);
  perform set_config('nextcrm.audited', 'yes', true);
end $$;

-- How much of it is still being done by jobs.
create function jobs_under_way(organization uuid) returns bigint
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select count(*) from pgboss.job where state = 'active' and data ->> 'organizationId' = organization::text and name <> 'purge-organization'
$$;

create function note_before_purge(organization uuid, clock timestamptz, counted jsonb) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform demand_purge(organization, clock);
  update erasure_certificate set before = counted where organization_id = organization and before is null;
end $$;

-- Keeps what proves the log, in one statement. False where events wait for their place in it.
create function keep_log(organization uuid, clock timestamptz) returns boolean
  language plpgsql security definer set search_path = public, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
  last audit_checkpoint;
  size bigint;
begin
  perform demand_purge(organization, clock);
  if exists (select from erasure_certificate c where c.organization_id = organization and c.log_kept_at is not null) then return true; end if;
  if not exists (select from audit_seal_refusal r where r.organization_id = organization) and exists (
    select from audit_event e left join audit_leaf l on l.organization_id = e.organization_id and l.event_id = e.id
    where e.organization_id = organization and l.event_id is null) then
    return false;
  end if;
  select * into last from audit_checkpoint c where c.organization_id = organization order by c.size desc limit 1;
  select coalesce(max(l.sequence) + 1, 0) into size from audit_leaf l where l.organization_id = organization;
  insert into erasure_tile (organization_id, index, hashes)
    select organization, t.index, t.hashes from audit_tile t where t.organization_id = organization and t.level = 0;
  insert into erasure_tile (organization_id, index, hashes)
    select organization, l.sequence / 256, string_agg(l.hash, ''::bytea order by l.sequence) from audit_leaf l
    where l.organization_id = organization and l.sequence >= size - size % 256 group by l.sequence / 256;
  update erasure_certificate set checkpoint = last.note, log_size = coalesce(last.size, 0), log_root = last.root, log_kept_at = clock
    where organization_id = organization;
  return true;
end $$;

/*
 * The only way by which the rows of a whole organization leave: up to `most` of one table, whose references to itself
 * are cleared first. Answers how many were removed or cleared; 0 when none is left.
 */
create function purge_organization_batch(organization uuid, clock timestamptz, named text, most integer) returns bigint
  language plpgsql security definer set search_path = public, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
  own text;
  done bigint;
begin
  perform demand_purge(organization, clock);
  if not exists (select from tenant_tables() t where t.named = purge_organization_batch.named and not t.remains) then
    raise exception '% is no table of tenants', named using errcode = 'invalid_parameter_value';
  end if;
  if named like '%.audit\_%' and not exists (select from erasure_certificate c where c.organization_id = organization and c.log_kept_at is not null) then
    raise exception 'the hashes of the log are not kept yet' using errcode = 'insufficient_privilege';
  end if;
  for own in
    select a.attname from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = any(k.conkey)
    where k.contype = 'f' and k.conrelid = named::regclass and k.confrelid = k.conrelid and not a.attnotnull
  loop
    execute format('update %1$s set %2$I = null where ctid = any(array(
      select ctid from %1$s where organization_id = $1 and %2$I is not null limit $2))', named, own) using organization, most;
    get diagnostics done = row_count;
    if done > 0 then return done; end if;
  end loop;
  execute format('delete from %1$s where ctid = any(array(select ctid from %1$s where organization_id = $1 limit $2))', named)
    using organization, most;
  get diagnostics done = row_count;
  return done;
end $$;

-- Removes accounts of people who were in no other organization, and still are not. Answers how many are left to look at.
create function purge_people(organization uuid, clock timestamptz, most integer) returns integer
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  going uuid[];
  gone integer;
begin
  perform demand_purge(organization, clock);
  select people[1:most] into going from erasure_certificate c where c.organization_id = organization;
  delete from auth."user" u where u.id = any(going)
    and not exists (select from member m where m.user_id = u.id and m.organization_id <> organization and m.removed_at is null)
    and not exists (select from auth.operator p where p.user_id = u.id);
  get diagnostics gone = row_count;
  update erasure_certificate c set people = people[most + 1:], people_removed = people_removed + gone where c.organization_id = organization;
  return (select coalesce(cardinality(people), 0) from erasure_certificate c where c.organization_id = organization);
end $$;

-- The organization itself and what counts it, the last to go.
create function purge_organization_row(organization uuid, clock timestamptz) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform demand_purge(organization, clock);
  delete from organization_usage_change where organization_id = organization;
  delete from organization_usage where organization_id = organization;
  delete from organization_deletion where organization_id = organization;
  delete from organization o where o.id = organization;
end $$;

-- Writes the certificate, in the transaction in which the organization's row went, once no table has a row of it.
create function finish_erasure(organization uuid, finished timestamptz, signed text) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  one record;
begin
  if exists (select from organization o where o.id = organization) then
    raise exception 'the organization % is still there', organization using errcode = 'insufficient_privilege';
  end if;
  for one in select * from tenant_tables() where not remains loop
    if count_tenant_rows(organization, one.named) > 0 then
      raise exception '% still has rows of the organization', one.named using errcode = 'serialization_failure';
    end if;
  end loop;
  delete from pgboss.job where data ->> 'organizationId' = organization::text and name <> 'purge-organization' and state <> 'active';
  update erasure_certificate set finished_at = finished, certificate = signed, organization_name = null, owners = null, people = null
    where organization_id = organization and finished_at is null;
  if not found then raise exception 'there is no purge to finish' using errcode = 'insufficient_privilege'; end if;
end $$;

-- What a process that stood still wrote after the end goes, too. Answers how many rows; for organizations that are gone.
create function purge_latecomers(organization uuid, clock timestamptz) returns bigint
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  one record;
  gone bigint := 0;
  done bigint;
begin
  if not exists (select from erasure_certificate c where c.organization_id = organization and c.finished_at is not null) then
    raise exception 'the organization % is not gone', organization using errcode = 'insufficient_privilege';
  end if;
  perform set_config('nextcrm.purging', 'yes', true);
  perform set_config('nextcrm.removing', 'yes', true);
  perform set_config('nextcrm.audited', 'yes', true);
  for one in select * from tenant_tables() where not remains loop
    execute format('delete from %s where organization_id = $1', one.named) using organization;
    get diagnostics done = row_count;
    gone := gone + done;
  end loop;
  update erasure_certificate set checked_at = clock where organization_id = organization;
  return gone;
end $$;

revoke execute on function schedule_deletion, cancel_deletion, note_deletion_told, count_tenant_rows, count_own_rows, people_of_only,
  count_own_people, begin_purge, demand_purge, jobs_under_way, note_before_purge, keep_log, purge_organization_batch, purge_people,
  purge_organization_row, finish_erasure, purge_latecomers from public;
grant execute on function schedule_deletion, cancel_deletion, count_own_rows, count_own_people to nextcrm_app;
grant execute on function note_deletion_told, count_tenant_rows, people_of_only, begin_purge, jobs_under_way, note_before_purge, keep_log,
  purge_organization_batch, purge_people, purge_organization_row, finish_erasure, purge_latecomers to nextcrm_operator;

-- ---- triggers that a purge does without: what they look at row by row goes, or is asked once for all

do $$
declare
  one record;
begin
  -- Hashes and checkpoints leave by a purge only.
  for one in select unnest(array['audit_leaf', 'audit_tile', 'audit_checkpoint']) as named loop
    execute format('drop trigger append_only on %I', one.named);
    execute format('create trigger append_only before update on %I for each row execute function refuse_change()', one.named);
    execute format($trigger$create trigger append_only_rows before delete on %I for each row
      when (current_setting('nextcrm.purging', true) is distinct from 'yes') execute function refuse_change()$trigger$, one.named);
  end loop;
  drop trigger append_only_rows on audit_prune;
  create trigger append_only_rows before delete on audit_prune for each row
    when (current_setting('nextcrm.purging', true) is distinct from 'yes') execute function refuse_change();
  for one in
    select t.tgname, t.tgrelid::regclass as named, pg_get_triggerdef(t.oid) as definition from pg_trigger t join pg_proc p on p.oid = t.tgfoid
    where not t.tgisinternal and p.proname in ('keep_what_is_held', 'abandon_file', 'count_records', 'count_bytes', 'forget_described', 'forget_counted')
      and t.tgname <> 'count_in'
  loop
    execute format('drop trigger %I on %s', one.tgname, one.named);
    execute replace(one.definition, 'EXECUTE FUNCTION', $when$WHEN (current_setting('nextcrm.purging', true) is distinct from 'yes') EXECUTE FUNCTION$when$);
  end loop;
end $$;

-- ---- jobs

select pgboss.create_queue(kind, '{"policy": "standard", "notify": true, "retryLimit": 8, "retryDelay": 5, "retryBackoff": true,
  "retryDelayMax": 3600, "expireInSeconds": 82800, "heartbeatSeconds": 30}'::jsonb)
from unnest(array['settle-subscription']) as kind;
select pgboss.create_queue('tend-deletions', '{"policy": "standard", "notify": true, "retryLimit": 2, "retryDelay": 5, "expireInSeconds": 900}'::jsonb);
-- Of each organization one at a time, and none waits behind it: whoever is killed is followed by the next to be asked for.
select pgboss.create_queue('purge-organization', '{"policy": "exclusive", "notify": true, "retryLimit": 8, "retryDelay": 5, "retryBackoff": true,
  "retryDelayMax": 600, "expireInSeconds": 82800, "heartbeatSeconds": 30}'::jsonb);
-- Whom a mail went to is forgotten an hour after it was sent.
update pgboss.queue set deletion_seconds = 3600 where name = 'send-mail';
