-- An organization that was brought here from another installation.

-- Parents and predecessors may stand behind those that name them: whoever loads many rows looks at the end.
alter table account alter constraint account_organization_id_parent_account_id_fkey deferrable initially immediate;
alter table document alter constraint document_organization_id_predecessor_id_fkey deferrable initially immediate;

-- From which export it came; the last one is the newest. Written once, by the import.
create table organization_origin (
  organization_id uuid not null references organization,
  export_id uuid not null,
  -- Hexadecimal.
  manifest_sha256 text not null,
  product_version text not null,
  -- The last migration of the database that wrote it.
  schema text not null,
  snapshot_at timestamptz(3) not null,
  -- The signed note of the origin's audit log; null where nothing was ever sealed.
  checkpoint text,
  imported_at timestamptz(3) not null,
  primary key (organization_id, export_id)
);
call protect_tenant_table('organization_origin', true);
revoke update, delete on organization_origin from nextcrm_app;

-- What is kept of the origin: its manifest, its audit log with what proves it, and the archives of that.
create table origin_file (
  organization_id uuid not null,
  id uuid not null,
  export_id uuid not null,
  -- In the export; with `.gz` behind it where it was packed on the way.
  path text not null,
  storage_key text not null,
  size bigint not null,
  -- Hexadecimal; of the file as it is since the last erasing.
  sha256 text not null,
  -- The event ERASE because of which the file was written anew.
  erased_by uuid,
  primary key (organization_id, id),
  unique (organization_id, export_id, path),
  foreign key (organization_id, export_id) references organization_origin
);
call protect_tenant_table('origin_file', true);
revoke update, delete on origin_file from nextcrm_app;

-- Files of events that have values of people in them: an erasing follows into each of these, in the order of their ids.
create view audit_archive with (security_invoker = true) as
  select organization_id, event_id as id, archive_key as storage_key from audit_prune where archive_key is not null
  union all
  select organization_id, id, storage_key from origin_file where path like 'audit/%.jsonl.gz';
grant select on audit_archive to nextcrm_app;

-- As before, and the origin's files are such archives as well.
create or replace function replace_archive(act uuid, prune uuid, was text, is_now jsonb) returns boolean
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
    select mine, storage_key from audit_archive where organization_id = mine and id = prune and storage_key = was
    on conflict do nothing;
  perform set_config('nextcrm.removing', 'yes', true);
  update audit_prune set archive_key = is_now->>'key', archive_sha256 = is_now->>'sha256', archive_size = (is_now->>'size')::bigint, archive_erased_by = act
    where organization_id = mine and event_id = prune and archive_key = was;
  replaced := found;
  perform set_config('nextcrm.removing', '', true);
  update origin_file set storage_key = is_now->>'key', sha256 = is_now->>'sha256', size = (is_now->>'size')::bigint, erased_by = act
    where organization_id = mine and id = prune and storage_key = was;
  return replaced or found;
end $$;
