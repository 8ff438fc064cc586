-- Two looks of finding events (0016) that read more than they had to.

-- The organization's events that are in no block: its newest, and those that the sequencer has not seen. Before a log
-- was analysed, reading all its places looks cheap to the planner, and so does the organization's index: what tells the
-- newest is all that is left to it, and each place is looked up by itself.
create or replace function events_in_no_block() returns setof uuid language plpgsql stable security definer rows 100
  set search_path = public, pg_temp set plan_cache_mode = force_custom_plan set enable_seqscan = off as $$
declare
  organization uuid := current_organization();
  in_blocks bigint := 16 * coalesce((select max(b.number) + 1 from audit_block b where b.organization_id = organization), 0);
  seen_to xid8;
  running xid8[];
begin
  select case when pg_snapshot_xmax(s.snapshot) > pg_snapshot_xmax(pg_current_snapshot()) then '1'::xid8 else pg_snapshot_xmax(s.snapshot) end,
    array(select pg_snapshot_xip(s.snapshot)) into seen_to, running from audit_sequencer s;
  return query select l.event_id from audit_leaf l where l.organization_id = organization and l.sequence >= in_blocks;
  return query select e.id from audit_event e
    where (e.xid >= seen_to or e.xid = any(running)) and (e.organization_id = organization) is true
      and not exists (select from audit_leaf l where l.organization_id = organization and l.event_id = e.id offset 0);
end $$;

-- As before, but of a text no more trigrams are asked for than tell.
create or replace function find_audit_blocks(facts text[], searched text, address inet, since uuid, before uuid, upto uuid, most integer)
  returns table (number bigint, last_id uuid) language plpgsql stable security definer
  set search_path = public, pg_temp set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
declare
  -- Eight of the trigrams, wherever they stand, tell as much as all of them.
  said text[] := facts || array(select 't' || trigram from unnest(contained_trigrams(searched)) trigram order by hashtext(trigram) limit 8)
    || array(select phrases(searched))
    || array(select token_networks(address) limit 1);
  wanted integer[];
  volume record;
  found_blocks integer := 0;
begin
  for volume in
    select v.number, v.last_id from audit_volume v
    where v.organization_id = current_organization() and v.first_id < before and v.last_id >= since and v.last_id <= upto
    order by v.last_id desc
  loop
    if found_blocks >= most then
      return query select null::bigint, volume.last_id;
      return;
    end if;
    if cardinality(said) = 0 then
      return query select b.number, b.last_id from audit_block b
        where b.organization_id = current_organization() and b.number >= volume.number * 4096 and b.number < (volume.number + 1) * 4096
          and b.first_id < before and b.last_id >= since;
    else
      wanted := array(select audit_token(token, hashtextextended(current_organization()::text, volume.number)) from unnest(said) token);
      -- Planned once for all volumes, and for no other index than that of the tokens, however many logs there are.
      return query select b.number, b.last_id from audit_block b
        where b.tokens @> wanted and (b.organization_id = current_organization()) is true and b.first_id < before and b.last_id >= since
        union all
        select b.number, b.last_id from audit_block b
        where b.tokens is null and b.organization_id = current_organization() and b.number >= volume.number * 4096 and b.number < (volume.number + 1) * 4096
          and b.first_id < before and b.last_id >= since;
    end if;
    declare n integer; begin get diagnostics n = row_count; found_blocks := found_blocks + n; end;
  end loop;
end $$;
