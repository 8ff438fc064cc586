-- What was erased is told by the event ERASE: how many values, and the SHA-256 of their digests. So that whoever verifies
-- can compare, the digests stay as long as that event, and not as long as the events that had the values; and it stays
-- until all of those are gone.
create or replace function due_events(before timestamptz, most bigint) returns table (sequence bigint, event_id uuid, occurred_at timestamptz)
  language sql stable as $$
  select l.sequence, e.id, e.occurred_at from audit_event e
  join audit_leaf l on l.organization_id = e.organization_id and l.event_id = e.id
  where e.organization_id = current_organization() and e.id < first_id_of(before + interval '24 hours') and e.occurred_at < before
    and e.action <> 'PRUNE'
    -- The act stays as long as anything that it erased.
    and (e.action <> 'ERASE' or not exists (
      select from audit_erasure x join audit_event y on y.organization_id = x.organization_id and y.id = x.event_id
      where x.organization_id = e.organization_id and x.erased_by = e.id)
      and not exists (select from audit_archive_erasure x where x.organization_id = e.organization_id and x.erased_by = e.id))
    and not ((select has_hold(current_organization())) and is_held(e.organization_id, e.resource, e.resource_id, e.actor_id, e.occurred_at))
  order by e.id limit most
$$;

create or replace function prune_events(act uuid, asked int8multirange, cutoff timestamptz, archive jsonb) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  mine uuid := current_organization();
  wanted bigint := (select sum(upper(r) - lower(r)) from unnest(asked) r);
  gone bigint;
  values_gone bigint;
begin
  if exists (select from unnest(asked) r where lower_inf(r) or upper_inf(r)) then
    raise exception 'places without an end were asked for' using errcode = 'invalid_parameter_value';
  end if;
  -- What is held, erased or pruned meanwhile is seen by the statements that follow.
  perform await_holds(mine);
  perform await_removals(mine);
  if cutoff > now() - (select effective_days from retention_of(mine)) * interval '24 hours' then
    raise exception 'events after % are kept', cutoff using errcode = 'insufficient_privilege';
  end if;
  perform set_config('nextcrm.removing', 'yes', true);
  with going as materialized (
    select l.event_id, e.occurred_at from unnest(asked) r
    join audit_leaf l on l.organization_id = mine and l.sequence >= lower(r) and l.sequence < upper(r)
    join audit_event e on e.organization_id = mine and e.id = l.event_id
    where e.occurred_at < cutoff and e.action <> 'PRUNE'
      and (e.action <> 'ERASE' or not exists (
          select from audit_erasure x join audit_event y on y.organization_id = mine and y.id = x.event_id
          where x.organization_id = mine and x.erased_by = e.id)
        and not exists (select from audit_archive_erasure x where x.organization_id = mine and x.erased_by = e.id))
      and not ((select has_hold(mine)) and is_held(mine, e.resource, e.resource_id, e.actor_id, e.occurred_at))
  ), disclosed as (
    delete from audit_disclosure d using going g where d.organization_id = mine and d.event_id = g.event_id returning 1
  ), erased as (
    delete from audit_erasure x using going g where x.organization_id = mine and x.erased_by = g.event_id returning 1
  ), removed as (
    delete from audit_event e using going g where e.organization_id = mine and e.id = g.event_id returning e.occurred_at
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

-- When a transaction wrote an event is PostgreSQL's to say: with another number, the sequencer would never find it.
do $$
declare
  login text;
  named text;
begin
  select string_agg(quote_ident(attname), ', ') into named from pg_attribute
    where attrelid = 'audit_event'::regclass and attnum > 0 and not attisdropped and attname <> 'xid';
  foreach login in array array['nextcrm_app', 'nextcrm_auth', 'nextcrm_operator'] loop
    execute format('revoke insert on audit_event from %I', login);
    execute format('grant insert (%s) on audit_event to %I', named, login);
  end loop;
end $$;
