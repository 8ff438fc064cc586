-- What plans allow, and how much of it is used. Whatever creates something counts it here, in its own transaction; where a
-- plan sets a limit, the last one that fits is let in and the next one is not, however many come at once.

-- Written by each start from src/access/plans.ts: null is no limit, and a plan that is missing has none at all.
create table plan_quota (
  plan text primary key check (plan in ('FREE', 'PRO', 'ENTERPRISE')),
  members integer,
  records bigint,
  storage_bytes bigint
);
grant select, insert, update, delete on plan_quota to nextcrm_operator;
grant select on plan_quota to nextcrm_app;

create table organization_usage (
  organization_id uuid primary key references organization,
  records bigint not null default 0,
  storage_bytes bigint not null default 0
);
call protect_tenant_table('organization_usage', false);
revoke insert, update, delete on organization_usage from nextcrm_app;

-- What came and went since: added up from time to time, so that no two writers wait for one row.
create table organization_usage_change (
  organization_id uuid not null,
  id bigint generated always as identity,
  records bigint not null,
  storage_bytes bigint not null,
  primary key (organization_id, id)
);
call protect_tenant_table('organization_usage_change', false);
revoke insert, update, delete on organization_usage_change from nextcrm_app;

create policy operator on organization_usage for select to nextcrm_operator using (true);
create policy operator on organization_usage_change for select to nextcrm_operator using (true);
grant select on organization_usage, organization_usage_change to nextcrm_operator;

create function used_of(organization uuid, out records bigint, out storage_bytes bigint) language sql stable as $$
  select coalesce((select u.records from organization_usage u where u.organization_id = organization), 0) + coalesce(sum(c.records), 0)::bigint,
    coalesce((select u.storage_bytes from organization_usage u where u.organization_id = organization), 0) + coalesce(sum(c.storage_bytes), 0)::bigint
  from organization_usage_change c where c.organization_id = organization
$$;

create function refuse_beyond(quota text, allowed bigint, used bigint) returns void language plpgsql as $$
begin
  raise exception using errcode = 'QUOTA', message = 'The plan allows no more of this',
    detail = jsonb_build_object('quota', quota, 'limit', allowed, 'used', used)::text;
end $$;

-- Two ways to be exact. Far from the limit writers share a lock and do not wait: even if all connections that there can be
-- added as much as this one at once, it would fit. Near the limit they come one after another, each behind all who share.
create function count_usage(organization uuid, more_records bigint, more_bytes bigint) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  allowed plan_quota;
  used record;
  at_once constant integer := 200;
  added_records bigint := greatest(more_records, 0) + coalesce(nullif(split_part(current_setting('app.usage_added', true), ' ', 1), '')::bigint, 0);
  added_bytes bigint := greatest(more_bytes, 0) + coalesce(nullif(split_part(current_setting('app.usage_added', true), ' ', 2), '')::bigint, 0);
  shared boolean := coalesce(current_setting('app.usage_added', true), '') <> '';
  lock bigint := hashtextextended('usage ' || organization, 0);
begin
  if more_records > 0 or more_bytes > 0 then
    select q.* into allowed from organization o join plan_quota q on q.plan = o.plan where o.id = organization;
    if allowed.records is not null or allowed.storage_bytes is not null then
      used := used_of(organization);
      if used.records + at_once * added_records > allowed.records or used.storage_bytes + at_once * added_bytes > allowed.storage_bytes then
        -- Whoever shares cannot wait for others who share: of two, neither would ever go on.
        if not shared then
          perform pg_advisory_xact_lock(lock);
        elsif not pg_try_advisory_xact_lock(lock) then
          raise exception using errcode = 'serialization_failure', message = 'Others write close to the limit of the plan';
        end if;
        used := used_of(organization);
        if more_records > 0 and used.records + more_records > allowed.records then
          perform refuse_beyond('records', allowed.records, used.records);
        end if;
        if more_bytes > 0 and used.storage_bytes + more_bytes > allowed.storage_bytes then
          perform refuse_beyond('storageBytes', allowed.storage_bytes, used.storage_bytes);
        end if;
      else
        perform pg_advisory_xact_lock_shared(lock);
        -- What was counted before the lock may be old by now.
        used := used_of(organization);
        if used.records + at_once * added_records > allowed.records or used.storage_bytes + at_once * added_bytes > allowed.storage_bytes then
          raise exception using errcode = 'serialization_failure', message = 'Others write close to the limit of the plan';
        end if;
      end if;
      perform set_config('app.usage_added', added_records || ' ' || added_bytes, true);
    end if;
  end if;
  insert into organization_usage_change (organization_id, records, storage_bytes) values (organization, more_records, more_bytes);
end $$;

create function count_records() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform count_usage(organization_id, case tg_op when 'INSERT' then count(*) else -count(*) end, 0) from changed group by organization_id;
  return null;
end $$;

create function count_bytes() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform count_usage(organization_id, 0, (case tg_op when 'INSERT' then sum(size) else -sum(size) end)::bigint) from changed group by organization_id;
  return null;
end $$;

create procedure count_rows_of(named text, counter text) language plpgsql as $$
begin
  execute format('create trigger count_in after insert on %I referencing new table as changed for each statement execute function %I()', named, counter);
  execute format('create trigger count_out after delete on %I referencing old table as changed for each statement execute function %I()', named, counter);
end $$;

do $$
declare
  named text;
begin
  foreach named in array array['account', 'contact', 'lead', 'opportunity', 'activity', 'task', 'project', 'document', 'invoice', 'contract'] loop
    call count_rows_of(named, 'count_records');
  end loop;
  call count_rows_of('document_version', 'count_bytes');
end $$;

-- Open invitations hold a place: whoever was invited gets in.
create function count_people() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  allowed integer;
  used integer;
begin
  select q.members into allowed from organization o join plan_quota q on q.plan = o.plan where o.id = new.organization_id;
  if allowed is null then return null; end if;
  perform pg_advisory_xact_lock(hashtextextended('people ' || new.organization_id, 0));
  select count(*) into used from member m where m.organization_id = new.organization_id and m.removed_at is null;
  if tg_table_name = 'invitation' then
    used := used + (select count(*) from invitation i where i.organization_id = new.organization_id and i.accepted_at is null
      and i.revoked_at is null and i.expires_at > now());
  end if;
  if used > allowed then perform refuse_beyond('members', allowed, used - 1); end if;
  return null;
end $$;
create trigger count_people after insert on member for each row when (new.removed_at is null) execute function count_people();
create trigger count_people_again after update of removed_at on member for each row
  when (old.removed_at is not null and new.removed_at is null) execute function count_people();
create trigger count_people after insert on invitation for each row execute function count_people();

-- Adds up what came and went, of the organizations where much did.
create function add_up_usage(fewest integer) returns integer language plpgsql security definer set search_path = public, pg_temp as $$
declare
  organization uuid;
  added integer := 0;
begin
  for organization in select organization_id from organization_usage_change group by organization_id having count(*) >= fewest loop
    with gone as (delete from organization_usage_change where organization_id = organization returning *)
    insert into organization_usage as u (organization_id, records, storage_bytes)
      select organization, coalesce(sum(records), 0), coalesce(sum(storage_bytes), 0) from gone
      on conflict (organization_id) do update set records = u.records + excluded.records, storage_bytes = u.storage_bytes + excluded.storage_bytes;
    added := added + 1;
  end loop;
  return added;
end $$;

-- Counts anew what an organization has, in a transaction of one snapshot, and mends what was kept by what it was off.
create function recount_usage(organization uuid, out records_off bigint, out bytes_off bigint)
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  counted bigint := 0;
  bytes bigint;
  part bigint;
  named text;
  used record;
begin
  foreach named in array array['account', 'contact', 'lead', 'opportunity', 'activity', 'task', 'project', 'document', 'invoice', 'contract'] loop
    execute format('select count(*) from %I where organization_id = $1', named) into part using organization;
    counted := counted + part;
  end loop;
  select coalesce(sum(size), 0) into bytes from document_version where organization_id = organization;
  used := used_of(organization);
  records_off := counted - used.records;
  bytes_off := bytes - used.storage_bytes;
  if records_off <> 0 or bytes_off <> 0 then
    insert into organization_usage_change (organization_id, records, storage_bytes) values (organization, records_off, bytes_off);
  end if;
end $$;

revoke execute on function used_of, refuse_beyond, count_usage, count_records, count_bytes, count_people, add_up_usage, recount_usage from public;
grant execute on function used_of to nextcrm_app, nextcrm_operator;
grant execute on function add_up_usage, recount_usage to nextcrm_operator;

-- What is there already.
do $$
declare
  organization uuid;
begin
  for organization in select id from organization loop
    perform recount_usage(organization);
  end loop;
  perform add_up_usage(1);
end $$;

select pgboss.create_queue(kind, '{"policy": "singleton", "notify": true, "retryLimit": 2, "retryDelay": 5, "expireInSeconds": 900}'::jsonb)
from unnest(array['add-up-usage', 'recount-usage']) as kind;
