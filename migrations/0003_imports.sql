-- Imports of files. Their bookkeeping needs no event of its own: each record that they touch writes one, and so do
-- their start and their end.

create table import (
  organization_id uuid not null references organization,
  id uuid not null,
  record_type text not null,
  status text not null default 'queued' check (status in ('queued', 'running', 'done', 'failed', 'cancelled')),
  dry_run boolean not null,
  filename text,
  size bigint not null,
  sha256 text not null,
  -- Null once the file is forgotten.
  storage_key text,
  -- What the caller asked for, and what became of it: the field of each column, the key, the dialect.
  plan jsonb not null,
  actor jsonb not null,
  origin jsonb not null,
  total integer,
  -- Rows of the file that are dealt with. It moves in the transaction that deals with them, so a restart goes on here.
  processed integer not null default 0,
  created integer not null default 0,
  updated integer not null default 0,
  unchanged integer not null default 0,
  failed integer not null default 0,
  -- Records of other types, made because a reference named them.
  related integer not null default 0,
  reason text,
  undo_status text check (undo_status in ('queued', 'running', 'done')),
  undo_removed integer not null default 0,
  undo_restored integer not null default 0,
  created_at timestamptz(3) not null default now(),
  created_by uuid,
  started_at timestamptz(3),
  finished_at timestamptz(3),
  undone_at timestamptz(3),
  primary key (organization_id, id)
);
call protect_tenant_table('import', false);

-- What was wrong with a row, or remarkable.
create table import_error (
  organization_id uuid not null,
  import_id uuid not null,
  line integer not null,
  position integer not null,
  column_name text,
  reason text not null,
  warning boolean not null default false,
  primary key (organization_id, import_id, line, position),
  foreign key (organization_id, import_id) references import on delete cascade
);
call protect_tenant_table('import_error', false);

-- Which records an import touched, and the version it left. The values before are in the audit log, and only there.
create table import_change (
  organization_id uuid not null,
  import_id uuid not null,
  record_type text not null,
  record_id uuid not null,
  created boolean not null,
  version integer not null,
  -- Why an undo left the record as it is.
  kept text,
  primary key (organization_id, import_id, record_type, record_id),
  foreign key (organization_id, import_id) references import on delete cascade
);
call protect_tenant_table('import_change', false);

-- References to records that stand further down in the same file.
create table import_pending_reference (
  organization_id uuid not null,
  import_id uuid not null,
  line integer not null,
  member text not null,
  column_name text not null,
  record_id uuid not null,
  named text not null,
  primary key (organization_id, import_id, line, member),
  foreign key (organization_id, import_id) references import on delete cascade
);
call protect_tenant_table('import_pending_reference', false);

-- Records that a text names, by its place in the list: by the title, case and accents ignored, or by a column, case
-- ignored. lower() is not leakproof, so under row security the planner would not use the indexes.
create function records_named(named regclass, by_column text, texts text[]) returns table (place bigint, id uuid)
  language plpgsql stable security definer
  set search_path = public, pg_temp set plan_cache_mode = force_custom_plan as $$
declare condition text := case by_column
  when 'title' then 'r.sort_name = left(public.fold(t.text), 200)'
  when 'external_id' then 'r.external_id = t.text'
  else format('lower(r.%I) = lower(t.text)', by_column) end;
begin
  return query execute format(
    'select t.place, r.id from unnest($1) with ordinality t (text, place) join %s r on %s
     where r.organization_id = public.current_organization() and r.deleted_at is null
     order by t.place, r.display_name <> t.text, lower(r.display_name) <> lower(t.text), r.id', named, condition) using texts;
end $$;
revoke execute on function records_named from public;
grant execute on function records_named to nextcrm_app;

-- After many new rows the planner must not go by what it knew of an empty table; ANALYZE is the owner's to run.
create function refresh_statistics(variadic tables regclass[]) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
declare named regclass;
begin
  foreach named in array tables loop execute format('analyze %s', named); end loop;
end $$;
revoke execute on function refresh_statistics from public;
grant execute on function refresh_statistics to nextcrm_app;

-- What a file says of people goes with the file, wherever it belongs.
create policy operator on import to nextcrm_operator using (true) with check (true);
create policy operator on import_error for delete to nextcrm_operator using (true);
create policy operator_reads on import_error for select to nextcrm_operator using (true);
grant select, update on import to nextcrm_operator;
grant select, delete on import_error to nextcrm_operator;
create index import_finished on import (finished_at) where storage_key is not null;
