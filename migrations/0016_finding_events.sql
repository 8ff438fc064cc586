-- Finding events fast, off the path of whoever writes them. What is sealed is described in blocks of 16 events in a
-- row: the set of what stands in them, as hashes. A filter asks which blocks can hold what it looks for, newest first,
-- and looks at their events; events that are in no block yet are looked at too. So the blocks make an answer fast, and
-- never wrong.

-- One filter's value in very many events needs no index, since the newest events have it; a rare one is found by block.
drop index audit_event_action;
drop index audit_event_resource;
-- A record's own history. Lists that were read have no id.
create index audit_event_resource on audit_event (organization_id, resource_id, id) where resource_id is not null;

-- What search looks through: the resource's name then, and names and values of the fields that changed.
create function searched_text(disclosure text) returns text language sql immutable strict parallel safe
  return (
    select public.fold(concat_ws(E'\n', said->>'name', (
      select string_agg(concat_ws(E'\n', field, change->>'from', change->>'to'), E'\n')
      from jsonb_each(case jsonb_typeof(said->'changes') when 'object' then said->'changes' end) each (field, change))))
    from (select disclosure::jsonb->2) parsed (said));

create table audit_block (
  organization_id uuid not null,
  -- Holds the events with the sequence numbers from 16 times this.
  number bigint not null check (number >= 0),
  -- Smallest and largest id in it. Late events make neighbours overlap.
  first_id uuid not null,
  last_id uuid not null,
  -- Null while it must be described anew, because values were erased.
  tokens integer[],
  primary key (organization_id, number)
);
-- The hashes differ by organization and by volume, so that what is looked up is short however much there is.
create index audit_block_tokens on audit_block using gin (tokens);
create index audit_block_undescribed on audit_block (organization_id, number) where tokens is null;

-- 4,096 blocks in a row.
create table audit_volume (
  organization_id uuid not null,
  number bigint not null check (number >= 0),
  first_id uuid not null,
  last_id uuid not null,
  primary key (organization_id, number)
);

-- How many of the events in blocks there are, by UTC day: of each kind, and by whom. Who has no id is all zeros.
create table audit_count (
  organization_id uuid not null,
  day date not null,
  action text not null,
  resource text not null,
  outcome text not null,
  events bigint not null check (events >= 0),
  primary key (organization_id, day, action, resource, outcome)
);
create table audit_actor_count (
  organization_id uuid not null,
  day date not null,
  actor_id uuid not null,
  events bigint not null check (events >= 0),
  primary key (organization_id, day, actor_id)
);

do $$
declare named regclass;
begin
  foreach named in array array['audit_block', 'audit_volume', 'audit_count', 'audit_actor_count']::regclass[] loop
    call protect_tenant_table(named, false);
    execute format('revoke insert, update, delete on %s from nextcrm_app', named);
  end loop;
end $$;

create function audit_token(said text, salt bigint) returns integer language sql immutable strict parallel safe
  return (hashtextextended(said, salt) & 2147483647)::integer;

-- The trigrams that a text must have wherever it contains this one. What its ends belong to is not known: a sign that
-- it does not have is put around it, another one the next time, and only what does not depend on the sign is kept.
create function contained_trigrams(searched text) returns text[] language sql immutable strict parallel safe
  set search_path = public, pg_temp
begin atomic
  select coalesce(array_agg(trigram), '{}')
  from (select left(searched, 30)) cut (part),
    lateral (select array_agg(sign) as signs from regexp_split_to_table('abcdefghijklmnopqrstuvwxyz0123456789', '') sign where strpos(lower(part), sign) = 0) absent,
    lateral (select unnest(show_trgm(signs[1] || part || signs[1])) intersect select unnest(show_trgm(signs[2] || part || signs[2]))) both_have (trigram);
end;

-- Trigrams know words only: here is what ends one and begins the next, so that two frequent words lead to their phrase.
create function phrases(value text) returns setof text language sql immutable strict parallel safe
begin atomic
  select distinct 'p' || right(word, 2) || ' ' || left(following, 2)
  from (
    select word, lead(word) over (order by place) as following from string_to_table(value, ' ') with ordinality words (word, place)
  ) neighbours
  where length(word) >= 2 and length(following) >= 2;
end;

-- An address by itself and by the networks that it is in.
create function token_networks(address inet) returns setof text language sql immutable strict parallel safe
begin atomic
  select 'i' || network(set_masklen(address, bits))
  from unnest(case family(address) when 4 then array[32, 24, 16, 8] else array[128, 64, 48, 32] end) bits
  where bits <= masklen(address) order by bits desc;
end;

-- As a list, so that no plan, whatever it knows of the tables, reads more than these.
create function event_ids(organization uuid, from_sequence bigint, to_sequence bigint) returns uuid[] language sql stable
begin atomic
  select array(select event_id from audit_leaf where organization_id = organization and sequence >= from_sequence and sequence < to_sequence);
end;

-- What can be said of the events of blocks, from one to before another. Two facts of one event are said together too,
-- so that what is frequent each and rare in common is found. Nested loops look cheap to who knows little of a new log.
create function tokens_of_blocks(organization uuid, from_block bigint, to_block bigint) returns table (number bigint, tokens integer[])
  language plpgsql stable set search_path = public, pg_temp set enable_nestloop = off as $$
declare
  ids uuid[] := event_ids(organization, from_block * 16, to_block * 16);
begin
  return query
  with place as materialized (
    select l.event_id as id, l.sequence / 16 as block from audit_leaf l
    where l.organization_id = organization and l.sequence >= from_block * 16 and l.sequence < to_block * 16
  ), event as materialized (
    select p.block, e.id, e.action, e.resource, e.outcome, e.actor_id
    from audit_event e join place p on p.id = e.id where e.organization_id = organization and e.id = any(ids)
  ), disclosed as materialized (
    select p.block, d.name, d.disclosure, d.ip
    from audit_disclosure d join place p on p.id = d.event_id where d.organization_id = organization and d.event_id = any(ids)
  ), fact as materialized (
    select block, array_remove(array['a' || action, 'o' || outcome, 'r' || resource, 'u' || actor_id, case when action <> 'VIEW' then 'w' end], null) as facts
    from (select distinct block, action, outcome, resource, actor_id from event) alike
  ), words as materialized (
    select block, string_agg(part, E'\n') as text from (
      select block, fold(resource) as part from (select distinct block, resource from event) alike
      union all select block, searched_text(disclosure) from disclosed where name = 'record'
    ) parts group by block
  ), token (block, said) as (
    select block, unnest(facts) from fact
    union all
    select block, facts[one] || '&' || facts[other] from fact, generate_subscripts(facts, 1) one, generate_series(one + 1, cardinality(facts)) other
    union all select block, token_networks(ip) from (select distinct block, ip from disclosed where ip is not null) addresses
    union all select block, 't' || unnest(show_trgm(text)) from words
    union all select block, phrases(text) from words
  )
  select b.number, coalesce(t.hashes, '{}') from generate_series(from_block, to_block - 1) b (number)
  left join (select block, array_agg(distinct audit_token(said, hashtextextended(organization::text, block / 4096))) as hashes from token group by block) t on t.block = b.number;
end $$;

-- Whoever describes blocks and whoever removes what they describe wait for each other, each organization by itself.
create function lock_audit_blocks(organization uuid) returns void language sql
begin atomic
  select pg_advisory_xact_lock(hashtextextended('nextcrm audit blocks ' || organization, 0));
end;

-- Describes up to so many blocks of a log that are full and have no description, and answers how many it did.
create function describe_audit_blocks(organization uuid, most integer) returns integer
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  from_block bigint;
  to_block bigint;
  described integer := 0;
  block bigint;
  ids uuid[];
begin
  perform lock_audit_blocks(organization);
  for block in select b.number from audit_block b where b.organization_id = organization and b.tokens is null order by b.number limit most loop
    update audit_block b set tokens = (select t.tokens from tokens_of_blocks(organization, block, block + 1) t) where b.organization_id = organization and b.number = block;
    described := described + 1;
  end loop;
  from_block := coalesce((select max(b.number) + 1 from audit_block b where b.organization_id = organization), 0);
  to_block := least(from_block + most - described,
    (select c.size / 16 from audit_checkpoint c where c.organization_id = organization order by c.size desc limit 1));
  if from_block >= coalesce(to_block, 0) then return described; end if;

  insert into audit_block (organization_id, number, first_id, last_id, tokens)
    select organization, t.number, span.ids[1], span.ids[16], t.tokens
    from tokens_of_blocks(organization, from_block, to_block) t
    join (
      select l.sequence / 16 as number, array_agg(l.event_id order by l.event_id) as ids from audit_leaf l
      where l.organization_id = organization and l.sequence >= from_block * 16 and l.sequence < to_block * 16 group by 1
    ) span on span.number = t.number;
  insert into audit_volume as v (organization_id, number, first_id, last_id)
    select organization, b.number / 4096, (array_agg(b.first_id order by b.first_id))[1], (array_agg(b.last_id order by b.last_id desc))[1]
    from audit_block b where b.organization_id = organization and b.number >= from_block and b.number < to_block
    group by b.number / 4096
    on conflict (organization_id, number) do update
      set first_id = least(v.first_id, excluded.first_id), last_id = greatest(v.last_id, excluded.last_id);
  ids := event_ids(organization, from_block * 16, to_block * 16);
  insert into audit_count as c (organization_id, day, action, resource, outcome, events)
    select organization, (e.occurred_at at time zone 'UTC')::date, e.action, e.resource, e.outcome, count(*)
    from audit_event e where e.organization_id = organization and e.id = any(ids) group by 2, 3, 4, 5
    on conflict (organization_id, day, action, resource, outcome) do update set events = c.events + excluded.events;
  insert into audit_actor_count as c (organization_id, day, actor_id, events)
    select organization, (e.occurred_at at time zone 'UTC')::date, coalesce(e.actor_id, '00000000-0000-0000-0000-000000000000'), count(*)
    from audit_event e where e.organization_id = organization and e.id = any(ids) group by 2, 3
    on conflict (organization_id, day, actor_id) do update set events = c.events + excluded.events;
  return described + (to_block - from_block);
end $$;

-- Logs with blocks to describe: asked for when a process starts, and now and then.
create function undescribed_logs() returns setof uuid language sql stable security definer set search_path = public, pg_temp
begin atomic
  select distinct organization_id from audit_block where tokens is null
  union
  select o.id from (select id from organization union all select '00000000-0000-0000-0000-000000000000') o (id)
  where (select c.size / 16 from audit_checkpoint c where c.organization_id = o.id order by c.size desc limit 1)
    > coalesce((select max(b.number) + 1 from audit_block b where b.organization_id = o.id), 0);
end;

-- What is erased or pruned is told by no description from the same moment on.
create function forget_described() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform lock_audit_blocks(organization_id) from (select distinct organization_id from gone order by 1) organizations;
  update audit_block b set tokens = null
  from (select distinct g.organization_id, l.sequence / 16 as number from gone g join audit_leaf l using (organization_id, event_id)) touched
  where b.organization_id = touched.organization_id and b.number = touched.number and b.tokens is not null;
  return null;
end $$;
create trigger forget_described after delete on audit_disclosure referencing old table as gone
  for each statement execute function forget_described();

create function forget_counted() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform lock_audit_blocks(organization_id) from (select distinct organization_id from gone order by 1) organizations;
  with counted as materialized (
    select g.*, (g.occurred_at at time zone 'UTC')::date as day, coalesce(g.actor_id, '00000000-0000-0000-0000-000000000000') as actor
    from gone g join audit_leaf l on l.organization_id = g.organization_id and l.event_id = g.id
    where exists (select from audit_block b where b.organization_id = l.organization_id and b.number = l.sequence / 16)
  ), by_kind as (
    update audit_count c set events = c.events - g.events
    from (select organization_id, day, action, resource, outcome, count(*) as events from counted group by 1, 2, 3, 4, 5) g
    where c.organization_id = g.organization_id and c.day = g.day and c.action = g.action and c.resource = g.resource and c.outcome = g.outcome
  )
  update audit_actor_count c set events = c.events - g.events
  from (select organization_id, day, actor, count(*) as events from counted group by 1, 2, 3) g
  where c.organization_id = g.organization_id and c.day = g.day and c.actor_id = g.actor;
  return null;
end $$;
create trigger forget_counted after delete on audit_event referencing old table as gone
  for each statement execute function forget_counted();

-- The organization's events that are in no block: its newest, and those that the sequencer has not seen. Its bounds are
-- values to the planner, as they are to the sequencer.
create function events_in_no_block() returns setof uuid language plpgsql stable security definer rows 100
  set search_path = public, pg_temp set plan_cache_mode = force_custom_plan as $$
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
    where (e.xid >= seen_to or e.xid = any(running)) and e.organization_id = organization
      and not exists (select from audit_leaf l where l.organization_id = e.organization_id and l.event_id = e.id);
end $$;

-- Blocks of the organization that can hold an event with all of these facts, a text and an address, between two ids
-- (the first inclusive, the second not): volume by volume, newest first, until there are so many. A row without number
-- says that there is more, in volumes whose ids go up to the one it has: ask again with that as `upto`.
create function find_audit_blocks(facts text[], searched text, address inet, since uuid, before uuid, upto uuid, most integer)
  returns table (number bigint, last_id uuid) language plpgsql stable security definer
  set search_path = public, pg_temp set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
declare
  said text[] := facts || array(select 't' || unnest(contained_trigrams(searched))) || array(select phrases(searched))
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

revoke execute on function describe_audit_blocks, undescribed_logs, forget_described, forget_counted, events_in_no_block, find_audit_blocks from public;
grant execute on function describe_audit_blocks, undescribed_logs to nextcrm_operator;
grant execute on function events_in_no_block, find_audit_blocks to nextcrm_app;
