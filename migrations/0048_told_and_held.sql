-- Both of what 0021 said of the acts of erasing, which stay with their digests until all that had the values is gone, and
-- of what 0037 said of holds.
create or replace function due_events(before timestamptz, most bigint) returns table (sequence bigint, event_id uuid, occurred_at timestamptz)
  language sql stable as $$
  select due.sequence, due.id, due.occurred_at from (
    select e.id, e.occurred_at, (
      select l.sequence from audit_leaf l where l.organization_id = e.organization_id and l.event_id = e.id) as sequence
    from audit_event e
    where e.organization_id = current_organization() and e.id < first_id_of(before + interval '24 hours') and e.occurred_at < before
      and e.action <> 'PRUNE'
      -- The act stays as long as anything that it erased.
      and (e.action <> 'ERASE' or not exists (
        select from audit_erasure x join audit_event y on y.organization_id = x.organization_id and y.id = x.event_id
        where x.organization_id = e.organization_id and x.erased_by = e.id)
        and not exists (select from audit_archive_erasure x where x.organization_id = e.organization_id and x.erased_by = e.id))
      and not exists (
        select from legal_hold h where h.organization_id = current_organization() and h.released_at is null
          and names_event(h, e.leaf, e.resource, e.resource_id, e.actor_id, e.occurred_at))
    order by e.id offset 0
  ) due
  where due.sequence is not null order by due.id limit most
$$;

create or replace function prune_events(act uuid, asked int8multirange, cutoff timestamptz, archive jsonb) returns void
  language plpgsql security definer set search_path = public, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
  mine uuid := current_organization();
  going uuid[];
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
  -- As a list, so that no plan, whatever it knows of the tables, reads more than these.
  going := array(
    select e.id from unnest(asked) r
    cross join lateral (
      select l.event_id from audit_leaf l where l.organization_id = mine and l.sequence >= lower(r) and l.sequence < upper(r) offset 0) l
    cross join lateral (
      select e.* from audit_event e where e.organization_id = mine and e.id = l.event_id offset 0) e
    where e.occurred_at < cutoff and e.action <> 'PRUNE'
      and (e.action <> 'ERASE' or not exists (
          select from audit_erasure x join audit_event y on y.organization_id = mine and y.id = x.event_id
          where x.organization_id = mine and x.erased_by = e.id)
        and not exists (select from audit_archive_erasure x where x.organization_id = mine and x.erased_by = e.id))
      and not exists (
        select from legal_hold h where h.organization_id = mine and h.released_at is null
          and names_event(h, e.leaf, e.resource, e.resource_id, e.actor_id, e.occurred_at)));
  with disclosed as (
    delete from audit_disclosure d where d.organization_id = mine and d.event_id = any(going) returning 1
  ), erased as (
    delete from audit_erasure x where x.organization_id = mine and x.erased_by = any(going) returning 1
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
