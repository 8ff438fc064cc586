-- How long an organization's log is kept: as its plan says, within what it chose itself. The database keeps the promise;
-- the program only asks.

create table audit_retention (
  organization_id uuid primary key references organization,
  -- The organization's own choice; the plan's usual one where null.
  days integer check (days between 30 and 36500),
  -- Whether events go to the storage before they leave the database.
  archive boolean not null default true,
  -- After a plan that keeps less: what the log is kept for until then. Only `keep_retention` writes these.
  grace_days integer,
  grace_until timestamptz(3),
  check ((grace_days is null) = (grace_until is null))
);
call protect_tenant_table('audit_retention', true);
revoke insert, update, delete on audit_retention from nextcrm_app;
grant insert (organization_id, days, archive), update (days, archive) on audit_retention to nextcrm_app;

create function plan_retention(plan text, out usual integer, out most integer) language sql immutable as $$
  select case plan when 'FREE' then 90 when 'PRO' then 365 else 2557 end, case plan when 'FREE' then 90 when 'PRO' then 365 else 36500 end
$$;
create function chosen_retention(plan text, days integer) returns integer language sql immutable as $$
  select case when days is null then usual else least(days, most) end from plan_retention(plan)
$$;

-- What holds for an organization now; no row where there is none.
create function retention_of(organization uuid)
  returns table (plan text, days integer, effective_days integer, plan_days integer, most_days integer, archive boolean, grace_days integer, grace_until timestamptz)
  language sql stable set search_path = public, pg_temp as $$
  select o.plan, r.days, greatest(chosen_retention(o.plan, r.days), g.days), p.usual, p.most, coalesce(r.archive, true), g.days, g.until
  from organization o cross join plan_retention(o.plan) p
  left join audit_retention r on r.organization_id = o.id
  left join lateral (select r.grace_days, r.grace_until where r.grace_until > now()) g (days, until) on true
  where o.id = organization
$$;

-- The job that tells the owners what a smaller plan means for their log.
create function announce_retention(organization uuid) returns void language sql as $$
  insert into pgboss.job (name, data, retry_limit, retry_delay, retry_backoff, retry_delay_max, expire_seconds, deletion_seconds, keep_until, policy, heartbeat_seconds)
  select name, jsonb_build_object('organizationId', organization), retry_limit, retry_delay, retry_backoff, retry_delay_max, expire_seconds,
    deletion_seconds, now() + retention_seconds * interval '1 second', policy, heartbeat_seconds
  from pgboss.queue where name = 'announce-retention'
$$;
revoke execute on function announce_retention(uuid) from public;

-- Whoever changes a plan: what was kept before is kept for 90 days more, and the owners hear of it.
create function keep_retention() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  kept audit_retention;
  before integer;
begin
  select * into kept from audit_retention where organization_id = new.id for update;
  before := greatest(chosen_retention(old.plan, kept.days), case when kept.grace_until > now() then kept.grace_days end);
  if chosen_retention(new.plan, kept.days) < before then
    insert into audit_retention as r (organization_id, grace_days, grace_until) values (new.id, before, now() + 90 * interval '24 hours')
      on conflict (organization_id) do update set grace_days = excluded.grace_days, grace_until = excluded.grace_until;
    perform announce_retention(new.id);
  else
    update audit_retention set grace_days = null, grace_until = null where organization_id = new.id and grace_days is not null;
  end if;
  return null;
end $$;
revoke execute on function keep_retention() from public;
create trigger keep_retention after update of plan on organization for each row when (old.plan <> new.plan) execute function keep_retention();

-- What left the log at its old end, and where it went. Leaves, tiles and checkpoints stay, so that every proof holds.
create table audit_prune (
  organization_id uuid not null,
  -- The event PRUNE that tells of it. Such events are never pruned themselves.
  event_id uuid not null,
  -- Exactly the places whose events are gone. The event has SHA-256 of this text.
  places int8multirange not null check (not isempty(places)),
  events bigint not null check (events > 0),
  before timestamptz(3) not null,
  -- When its events occurred.
  oldest timestamptz(3) not null,
  newest timestamptz(3) not null,
  pruned_at timestamptz(3) not null default now(),
  archive_key text,
  -- Hexadecimal; the event has the first one, this is of the file as it is since the last erasing.
  archive_sha256 text,
  archive_size bigint,
  -- The event ERASE because of which the file was written anew.
  archive_erased_by uuid,
  primary key (organization_id, event_id),
  check ((archive_key is null) = (archive_sha256 is null) and (archive_key is null) = (archive_size is null))
);
call protect_tenant_table('audit_prune', false);
revoke insert, update, delete on audit_prune from nextcrm_app;

-- Erasings that archives have yet to follow. The words are gone with the row, when the last file is written anew.
create table audit_archive_erasure (
  organization_id uuid not null,
  erased_by uuid not null,
  subject_types text[] not null,
  subject_id text not null,
  words text[] not null,
  -- Archives up to this one are done; they are taken in the order of their ids.
  done_to uuid,
  primary key (organization_id, erased_by)
);
call protect_tenant_table('audit_archive_erasure', false);
create policy operator on audit_archive_erasure for select to nextcrm_operator using (true);
grant select on audit_archive_erasure to nextcrm_operator;

-- Rows leave through functions of the owner that say so while they run, and nothing else gets past the triggers.
do $$
declare named text;
begin
  foreach named in array array['audit_event', 'audit_erasure'] loop
    execute format('drop trigger append_only on %I', named);
    execute format('create trigger append_only before update on %I for each row execute function refuse_change()', named);
    execute format($trigger$create trigger append_only_rows before delete on %I for each row
      when (current_setting('nextcrm.removing', true) is distinct from 'yes') execute function refuse_change()$trigger$, named);
  end loop;
end $$;
create trigger append_only before update on audit_prune for each row
  when (current_setting('nextcrm.removing', true) is distinct from 'yes') execute function refuse_change();
create trigger append_only_rows before delete on audit_prune for each row execute function refuse_change();
create trigger append_only_whole before truncate on audit_prune for each statement execute function refuse_change();

-- Found when an event is pruned, which an erasing may still refer to.
create index audit_erasure_act on audit_erasure (organization_id, erased_by);

-- Erasing and pruning take turns within an organization, so that no value is archived that has just been erased.
create function await_removals(organization uuid) returns void language sql volatile as $$
  select pg_advisory_xact_lock(hashtextextended('nextcrm audit removals', 0) # hashtextextended(organization::text, 0))
$$;

-- The smallest UUIDv7 of a moment. Ids are made when events are, so that the primary key finds old ones.
create function first_id_of(moment timestamptz) returns uuid language sql immutable as $$
  select (lpad(to_hex(greatest(0, floor(extract(epoch from moment) * 1000))::bigint), 12, '0') || '70008000000000000000')::uuid
$$;

-- The oldest sealed events of the current organization that occurred before a moment and may go, in the order of their
-- ids. What was written more than a day after it occurred is kept as if it had occurred a day before it was written.
-- A place is looked up event by event, whatever the planner believes of a log that has just begun to grow.
create function due_events(before timestamptz, most bigint) returns table (sequence bigint, event_id uuid, occurred_at timestamptz)
  language sql stable as $$
  select due.sequence, due.id, due.occurred_at from (
    select e.id, e.occurred_at, (
      select l.sequence from audit_leaf l where l.organization_id = e.organization_id and l.event_id = e.id) as sequence
    from audit_event e
    where e.organization_id = current_organization() and e.id < first_id_of(before + interval '24 hours') and e.occurred_at < before
      and e.action <> 'PRUNE'
      -- The act stays as long as anything that it erased.
      and (e.action <> 'ERASE' or not exists (
        select from audit_erasure x where x.organization_id = e.organization_id and x.erased_by = e.id)
        and not exists (select from audit_archive_erasure x where x.organization_id = e.organization_id and x.erased_by = e.id))
      and not exists (
        select from legal_hold h where h.organization_id = current_organization() and h.released_at is null
          and names_event(h, e.resource, e.resource_id, e.actor_id, e.occurred_at))
    order by e.id offset 0
  ) due
  where due.sequence is not null order by due.id limit most
$$;

/*
 * The only way by which events leave the log of the current organization: exactly those at the places asked for, all of
 * which must be due, in one transaction with the event PRUNE that tells of them. `archive` has `key`, `sha256`, `size`
 * and `disclosures`, how many values the file has; one that was erased since it was written makes the file stale.
 */
create function prune_events(act uuid, asked int8multirange, cutoff timestamptz, archive jsonb) returns void
  language plpgsql security definer set search_path = public, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
  mine uuid := current_organization();
  going uuid[];
  wanted bigint := (select sum(upper(r) - lower(r)) from unnest(asked) r);
  gone bigint;
  values_gone bigint;
begin
  -- What is held, erased or pruned meanwhile is seen by the statements that follow.
  perform await_holds(mine);
  perform await_removals(mine);
  if cutoff > now() - (select effective_days from retention_of(mine)) * interval '24 hours' then
    raise exception 'events after % are kept', cutoff using errcode = 'insufficient_privilege';
  end if;
  perform set_config('nextcrm.removing', 'yes', true);
  -- As a list, so that no plan, whatever it knows of the tables, reads more than these.
  going := array(
    select e.id from unnest(asked) r
    cross join lateral (
      select l.event_id from audit_leaf l where l.organization_id = mine and l.sequence >= lower(r) and l.sequence < upper(r) offset 0) l
    cross join lateral (
      select e.* from audit_event e where e.organization_id = mine and e.id = l.event_id offset 0) e
    where e.occurred_at < cutoff and e.action <> 'PRUNE'
      and (e.action <> 'ERASE' or not exists (select from audit_erasure x where x.organization_id = mine and x.erased_by = e.id)
        and not exists (select from audit_archive_erasure x where x.organization_id = mine and x.erased_by = e.id))
      and not exists (
        select from legal_hold h where h.organization_id = mine and h.released_at is null
          and names_event(h, e.resource, e.resource_id, e.actor_id, e.occurred_at)));
  with disclosed as (
    delete from audit_disclosure d where d.organization_id = mine and d.event_id = any(going) returning 1
  ), erased as (
    delete from audit_erasure x where x.organization_id = mine and x.event_id = any(going) returning 1
  ), removed as (
    delete from audit_event e where e.organization_id = mine and e.id = any(going) returning e.occurred_at
  ), told as (
    insert into audit_prune (organization_id, event_id, places, events, before, oldest, newest, archive_key, archive_sha256, archive_size)
    select mine, act, asked, count(*), cutoff, min(occurred_at), max(occurred_at), archive->>'key', archive->>'sha256', (archive->>'size')::bigint
    from removed having count(*) > 0 returning events
  )
  select (select events from told), (select count(*) from disclosed) into gone, values_gone;
  perform set_config('nextcrm.removing', '', true);
  if gone is distinct from wanted or values_gone is distinct from coalesce((archive->>'disclosures')::bigint, values_gone) then
    raise exception '% events with % values were there to be pruned, and % were asked for', gone, values_gone, wanted using errcode = 'serialization_failure';
  end if;
end $$;
revoke execute on function prune_events(uuid, int8multirange, timestamptz, jsonb) from public;
grant execute on function prune_events(uuid, int8multirange, timestamptz, jsonb) to nextcrm_app;

create function digest_of_places(places int8multirange) returns text language sql immutable as $$
  select encode(sha256(convert_to(places::text, 'UTF8')), 'hex')
$$;

-- At the end of the transaction there is the event, and it tells of these places.
create function require_prune_event() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (
    select from audit_event e where e.organization_id = new.organization_id and e.id = new.event_id and e.action = 'PRUNE'
      and e.leaf::jsonb #>> '{context,prune,places}' = digest_of_places(new.places)) then
    raise exception 'events were pruned without an event that says so' using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$;
create constraint trigger told after insert on audit_prune deferrable initially deferred for each row execute function require_prune_event();

-- Puts another file in an archive's place, because an erasing that still waits for it removed values. False where the
-- archive is no longer the one that was read. The old file is abandoned.
create function replace_archive(act uuid, prune uuid, was text, is_now jsonb) returns boolean
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  mine uuid := current_organization();
  replaced boolean;
begin
  perform from audit_archive_erasure where organization_id = mine and erased_by = act;
  if not found then
    raise exception 'nothing was erased that this archive could hold' using errcode = 'insufficient_privilege';
  end if;
  insert into abandoned_file (organization_id, storage_key)
    select mine, archive_key from audit_prune where organization_id = mine and event_id = prune and archive_key = was
    on conflict do nothing;
  perform set_config('nextcrm.removing', 'yes', true);
  update audit_prune set archive_key = is_now->>'key', archive_sha256 = is_now->>'sha256', archive_size = (is_now->>'size')::bigint, archive_erased_by = act
    where organization_id = mine and event_id = prune and archive_key = was;
  replaced := found;
  perform set_config('nextcrm.removing', '', true);
  return replaced;
end $$;
revoke execute on function replace_archive(uuid, uuid, text, jsonb) from public;
grant execute on function replace_archive(uuid, uuid, text, jsonb) to nextcrm_app;

select pgboss.create_queue(kind, '{"policy": "standard", "notify": true, "retryLimit": 8, "retryDelay": 5, "retryBackoff": true,
  "retryDelayMax": 3600, "expireInSeconds": 82800, "heartbeatSeconds": 30}'::jsonb)
from unnest(array['prune-audit-log', 'rewrite-archives', 'announce-retention']) as kind;

-- Nobody was told yet that their log would be pruned: what is there stays for 90 days.
insert into audit_retention (organization_id, grace_days, grace_until) select id, 36500, now() + 90 * interval '24 hours' from organization;
select announce_retention(id) from organization;
