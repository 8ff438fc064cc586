-- Logs that are not sealed, because what the database holds does not continue what was signed last: it was restored to
-- an earlier state, or another history took the place of the signed one. An operator has to say what is to become of
-- them. Every process looks here, since only one of them may know what was signed.
create table audit_seal_refusal (
  organization_id uuid primary key,
  -- `shorter`: it ends before what was signed. `forked`: it is another log. `broken`: hashes of its tree are gone.
  kind text not null check (kind in ('shorter', 'forked', 'broken')),
  signed_size bigint not null check (signed_size > 0),
  signed_root bytea not null check (octet_length(signed_root) = 32),
  size bigint not null check (size >= 0),
  -- Up to which events had been looked for until then: from there on they have no place.
  seen pg_snapshot not null,
  refused_at timestamptz(3) not null default clock_timestamp()
);
call protect_tenant_table('audit_seal_refusal', false);
revoke insert, update, delete on audit_seal_refusal from nextcrm_app;
create policy operator on audit_seal_refusal to nextcrm_operator using (true) with check (true);
grant select, insert, delete on audit_seal_refusal to nextcrm_operator;

-- As before (0023). Events of a log that is not sealed were seen and have no place: they are looked for from where it
-- was refused.
create or replace function events_in_no_block() returns setof uuid language plpgsql stable security definer rows 100
  set search_path = public, pg_temp set plan_cache_mode = force_custom_plan set enable_seqscan = off as $$
declare
  organization uuid := current_organization();
  in_blocks bigint := 16 * coalesce((select max(b.number) + 1 from audit_block b where b.organization_id = organization), 0);
  seen_to xid8;
  running xid8[];
begin
  select case when pg_snapshot_xmax(s.snapshot) > pg_snapshot_xmax(pg_current_snapshot()) then '1'::xid8 else pg_snapshot_xmax(s.snapshot) end,
    array(select pg_snapshot_xip(s.snapshot)) into seen_to, running
    from (select coalesce((select r.seen from audit_seal_refusal r where r.organization_id = organization),
      (select snapshot from audit_sequencer)) as snapshot) s;
  return query select l.event_id from audit_leaf l where l.organization_id = organization and l.sequence >= in_blocks;
  return query select e.id from audit_event e
    where (e.xid >= seen_to or e.xid = any(running)) and (e.organization_id = organization) is true
      and not exists (select from audit_leaf l where l.organization_id = organization and l.event_id = e.id offset 0);
end $$;
