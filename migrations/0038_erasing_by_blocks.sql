-- Erasing finds a person's values by the blocks of finding events (0016), which say now what stands in every value that
-- words are looked for in: it reads what can have them, and not the whole log.

-- What of a disclosure words are looked for in, in lower case: the JSON of its value, without the names that every value
-- has. Neither its salt, in which five letters stand by chance, nor its own name.
create function erasable_text(name text, disclosure text) returns text language sql immutable strict parallel safe
  return lower(regexp_replace(
    case when substr(disclosure, 25, length(name) + 5) = '","' || name || '",' then substr(disclosure, length(name) + 30) else disclosure end,
    '"(changes|details|from|name|reason|targets|to)":', '', 'g'));

-- As before (0016), with the trigrams of all that words are looked for in.
create or replace function tokens_of_blocks(organization uuid, from_block bigint, to_block bigint) returns table (number bigint, tokens integer[])
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
      union all select block, fold(erasable_text(name, disclosure)) from disclosed where name <> 'actor'
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

-- What was described says too little: it is looked at whatever is looked for, until it is described anew.
update audit_block set tokens = null;

/*
 * As before (0011), reading what can have the words: the events that are about the subject or by them, those in no block,
 * and the blocks that seem to have a word. Each value is compared, whatever the blocks say; where a word has no three
 * letters or digits in a row, these are all blocks. `words` are as they stand in JSON text, without their quotation marks.
 */
create or replace function erase_disclosures(act uuid, subject_types text[], subject text, words text[]) returns setof text
  language plpgsql security definer set search_path = public, pg_temp set plan_cache_mode = force_custom_plan set enable_seqscan = off as $$
declare
  mine uuid := current_organization();
  patterns text[] := array(select '%' || regexp_replace(lower(word), '([\\%_])', '\\\1', 'g') || '%' from unnest(words) word);
  candidates uuid[];
  blocks bigint[];
  digests text[] := '{}';
  events uuid[] := '{}';
  more record;
begin
  perform await_holds(mine);
  candidates := array(select e.id from audit_event e where e.organization_id = mine and e.resource_id = subject);
  if 'user' = any(subject_types) and subject ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    candidates := candidates || array(select e.id from audit_event e where e.organization_id = mine and e.actor_id = subject::uuid);
  end if;
  if cardinality(words) > 0 then
    -- Asked for after the blocks, an event that was put into one meanwhile would be in neither.
    candidates := candidates || array(select events_in_no_block());
    blocks := array(
      select distinct b.number from unnest(words) word cross join lateral find_audit_blocks('{}', fold(lower(word)), null,
        '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 2147483647) b
      where b.number is not null order by b.number);
  end if;
  for part in 0 .. coalesce(cardinality(blocks), 0) / 1024 loop
    candidates := candidates || array(
      select l.event_id from audit_leaf l where l.organization_id = mine
        and l.sequence = any(array(select b * 16 + place from unnest(blocks[part * 1024 + 1 : part * 1024 + 1024]) b, generate_series(0, 15) place)));
    with gone as (
      delete from audit_disclosure d
      where d.organization_id = mine and d.event_id = any(candidates)
        and (d.subject_type = any(subject_types) and d.subject_id = subject
          or d.name <> 'actor' and erasable_text(d.name, d.disclosure) like any(patterns))
      returning d.event_id, d.name, rtrim(translate(encode(sha256(convert_to(
        rtrim(translate(replace(encode(convert_to(d.disclosure, 'UTF8'), 'base64'), E'\n', ''), '+/', '-_'), '='), 'UTF8')), 'base64'), '+/', '-_'), '=') as digest
    ), written as (
      insert into audit_erasure (organization_id, event_id, name, digest, erased_by)
      select mine, gone.event_id, gone.name, gone.digest, act from gone
      returning audit_erasure.event_id, audit_erasure.digest
    )
    select coalesce(array_agg(written.digest), '{}') as digests, coalesce(array_agg(written.event_id), '{}') as events into more from written;
    digests := digests || more.digests;
    events := events || more.events;
    candidates := '{}';
  end loop;
  if has_hold(mine) then
    perform refuse_held(jsonb_agg(h.name order by h.id)) from legal_hold h
    where h.organization_id = mine and h.released_at is null and (
      h.scope = 'user' and 'user' = any(subject_types) and h.user_id::text = subject
      or h.scope = 'record' and h.record_type = any(subject_types) and h.record_id::text = subject
      or exists (
        select from audit_event e where e.organization_id = mine and e.id = any(events)
          and names_event(h, e.leaf, e.resource, e.resource_id, e.actor_id, e.occurred_at)));
  end if;
  return query select unnest(digests);
end $$;
