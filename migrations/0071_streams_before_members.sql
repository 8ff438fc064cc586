-- As before (0042), and streams of the log go before the members who made them: a purge never came past them.
create or replace function tenant_tables() returns table (named text, place integer, remains boolean) language sql stable
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
      when t.relname like 'audit\_%' and t.relname not like 'audit\_stream%' then 100 else 0 end,
    t.relname in ('erasure_certificate', 'erasure_tile')
  from tables t join reached r on r.oid = t.oid
  group by t.nspname, t.relname order by 2, 1
$$;
