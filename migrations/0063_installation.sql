-- What there is in the whole installation, counted as it comes and goes: to say how much costs the same at 10
-- organizations and at 100,000. Whoever creates or removes something adds a row, in its own transaction; a job adds the
-- rows up, so that no two writers wait for one row, and whoever asks takes both together.

-- `name` is a table (member and user as well), `storage` in bytes, or `organization`, whose `kind` is its plan and status.
create table installation_count (
  name text not null,
  kind text not null default '',
  amount bigint not null,
  primary key (name, kind)
);
-- What came and went by day of UTC. `active_day` and `active_week` are people who were there then; a week is its Monday.
create table installation_day (
  day date not null,
  name text not null,
  added bigint not null check (added >= 0),
  removed bigint not null check (removed >= 0),
  primary key (day, name)
);
create index installation_day_name on installation_day (name, day);
create table installation_change (
  id bigint generated always as identity primary key,
  day date not null,
  name text not null,
  kind text not null default '',
  amount bigint not null,
  added bigint not null default 0,
  removed bigint not null default 0
);
-- One row: when it was last added up and counted anew, and what the job looks at besides.
create table installation_rollup (
  only_one boolean primary key default true check (only_one),
  added_up_at timestamptz(3) not null default now(),
  recounted_at timestamptz(3) not null default now(),
  database_bytes bigint not null default 0
);
insert into installation_rollup default values;
grant select on installation_count, installation_day, installation_change, installation_rollup to nextcrm_operator;

create function today_utc() returns date language sql stable as $$ select (now() at time zone 'UTC')::date $$;

-- ---- records, members and bytes

-- A purge is counted here, too: it knows nothing of plans, and takes from the installation all the same.
create or replace function count_records() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    perform count_usage(organization_id, count(*), 0) from changed group by organization_id;
    insert into installation_change (day, name, amount, added)
      select (created_at at time zone 'UTC')::date, tg_table_name, count(*), count(*) from changed group by 1;
  else
    if current_setting('nextcrm.purging', true) is distinct from 'yes' then
      perform count_usage(organization_id, -count(*), 0) from changed group by organization_id;
    end if;
    insert into installation_change (day, name, amount, removed)
      select today_utc(), tg_table_name, -count(*), count(*) from changed having count(*) > 0;
  end if;
  return null;
end $$;

create or replace function count_bytes() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    perform count_usage(organization_id, 0, sum(size)::bigint) from changed group by organization_id;
    insert into installation_change (day, name, amount, added)
      select (created_at at time zone 'UTC')::date, 'storage', sum(size), sum(size) from changed group by 1;
  else
    if current_setting('nextcrm.purging', true) is distinct from 'yes' then
      perform count_usage(organization_id, 0, -sum(size)::bigint) from changed group by organization_id;
    end if;
    insert into installation_change (day, name, amount, removed)
      select today_utc(), 'storage', -sum(size), sum(size) from changed having count(*) > 0;
  end if;
  return null;
end $$;

do $$
declare
  one record;
begin
  for one in
    select t.tgname, t.tgrelid::regclass as named, p.proname from pg_trigger t join pg_proc p on p.oid = t.tgfoid
    where not t.tgisinternal and p.proname in ('count_records', 'count_bytes') and t.tgname = 'count_out'
  loop
    execute format('drop trigger count_out on %s', one.named);
    execute format('create trigger count_out after delete on %s referencing old table as changed for each statement execute function %I()', one.named, one.proname);
  end loop;
end $$;

-- What the row says when it came: `organization` by plan and status, the others by nothing.
create function count_installed() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    insert into installation_change (day, name, kind, amount, added)
      select (coalesce(r->>'created_at', r->>'createdAt', r->>'joined_at')::timestamptz at time zone 'UTC')::date, tg_table_name,
        case tg_table_name when 'organization' then concat(r->>'plan', ' ', r->>'status') else '' end, count(*), count(*)
      from changed c cross join to_jsonb(c) r where r->>'removed_at' is null group by 1, 3;
  else
    insert into installation_change (day, name, kind, amount, removed)
      select today_utc(), tg_table_name,
        case tg_table_name when 'organization' then concat(r->>'plan', ' ', r->>'status') else '' end, -count(*), count(*)
      from changed c cross join to_jsonb(c) r where r->>'removed_at' is null group by 3;
  end if;
  return null;
end $$;

do $$
declare
  named text;
begin
  foreach named in array array['organization', 'member', 'auth."user"'] loop
    execute format('create trigger count_installed_in after insert on %s referencing new table as changed for each statement execute function count_installed()', named);
    execute format('create trigger count_installed_out after delete on %s referencing old table as changed for each statement execute function count_installed()', named);
  end loop;
end $$;

-- It stays what it is, under another plan or status.
create function move_installed() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into installation_change (day, name, kind, amount) values
    (today_utc(), 'organization', concat(old.plan, ' ', old.status), -1), (today_utc(), 'organization', concat(new.plan, ' ', new.status), 1);
  return null;
end $$;
create trigger move_installed after update of plan, status on organization for each row
  when (old.plan <> new.plan or old.status <> new.status) execute function move_installed();

-- Who leaves stays as a row, and may come back.
create function leave_installed() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.removed_at is null then
    insert into installation_change (day, name, amount, added) values (today_utc(), 'member', 1, 1);
  else
    insert into installation_change (day, name, amount, removed) values (today_utc(), 'member', -1, 1);
  end if;
  return null;
end $$;
create trigger leave_installed after update of removed_at on member for each row
  when ((old.removed_at is null) <> (new.removed_at is null)) execute function leave_installed();

-- ---- people who were there

-- By day and by week, so that nobody is counted twice; removed soon after the day or week.
create table auth.active_user (
  span text not null check (span in ('day', 'week')),
  starts date not null,
  user_id uuid not null references auth."user" on delete cascade,
  primary key (span, starts, user_id)
);
create index active_user_user on auth.active_user (user_id);
grant select, insert on auth.active_user to nextcrm_auth;

create function count_active() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into installation_change (day, name, amount, added)
    select starts, 'active_' || span, 0, count(*) from changed group by starts, span;
  return null;
end $$;
create trigger count_active after insert on auth.active_user referencing new table as changed for each statement execute function count_active();

-- ---- where something happens

create table organization_activity (
  organization_id uuid primary key references organization on delete cascade,
  at timestamptz(3) not null
);
call protect_tenant_table('organization_activity', false);
revoke insert, update, delete on organization_activity from nextcrm_app;
create policy operator on organization_activity to nextcrm_operator using (true) with check (true);
grant select, insert, update on organization_activity to nextcrm_operator;
create index organization_activity_at on organization_activity (at desc);

-- ---- added up

create index organization_usage_storage on organization_usage (storage_bytes desc) where storage_bytes > 0;

-- As before (0026), and at once where bytes came or went: the largest are looked for among what is added up.
create or replace function add_up_usage(fewest integer) returns integer language plpgsql security definer set search_path = public, pg_temp as $$
declare
  organization uuid;
  added integer := 0;
begin
  for organization in
    select organization_id from organization_usage_change group by organization_id having count(*) >= fewest or bool_or(storage_bytes <> 0)
  loop
    with gone as (delete from organization_usage_change where organization_id = organization returning *)
    insert into organization_usage as u (organization_id, records, storage_bytes)
      select organization, coalesce(sum(records), 0), coalesce(sum(storage_bytes), 0) from gone
      on conflict (organization_id) do update set records = u.records + excluded.records, storage_bytes = u.storage_bytes + excluded.storage_bytes;
    added := added + 1;
  end loop;
  return added;
end $$;

create function add_up_installation(clock timestamptz) returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare
  today date := (clock at time zone 'UTC')::date;
begin
  -- Whoever comes second finds that it is being done.
  if not pg_try_advisory_xact_lock(hashtextextended('nextcrm installation', 0)) then return; end if;
  with gone as (delete from installation_change returning *), counted as (
    insert into installation_count as c (name, kind, amount)
      select name, kind, sum(amount) from gone group by name, kind having sum(amount) <> 0
      on conflict (name, kind) do update set amount = c.amount + excluded.amount
  )
  insert into installation_day as d (day, name, added, removed)
    select day, name, sum(added), sum(removed) from gone group by day, name having sum(added) <> 0 or sum(removed) <> 0
    on conflict (day, name) do update set added = d.added + excluded.added, removed = d.removed + excluded.removed;
  delete from installation_day where day < today - 400;
  -- Whoever was there before midnight may be told of a little later.
  delete from auth.active_user where starts < today - case span when 'day' then 2 else 9 end;
  update installation_rollup set added_up_at = clock, database_bytes = pg_database_size(current_database());
end $$;

create function count_installation() returns table (name text, kind text, amount bigint) language sql stable as $$
  select 'account', '', count(*) from account
  union all select 'contact', '', count(*) from contact
  union all select 'lead', '', count(*) from lead
  union all select 'opportunity', '', count(*) from opportunity
  union all select 'activity', '', count(*) from activity
  union all select 'task', '', count(*) from task
  union all select 'project', '', count(*) from project
  union all select 'document', '', count(*) from document
  union all select 'invoice', '', count(*) from invoice
  union all select 'contract', '', count(*) from contract
  union all select 'storage', '', coalesce(sum(v.size), 0)::bigint from document_version v
  union all select 'user', '', count(*) from auth."user"
  union all select 'member', '', count(*) from member m where m.removed_at is null
  union all select 'organization', concat(o.plan, ' ', o.status), count(*) from organization o group by 2
$$;

-- Counts everything anew, in a statement of one snapshot, and mends what was off. There should be nothing.
create function recount_installation(clock timestamptz) returns table (name text, kind text, off bigint)
  language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
begin
  return query
    with counted as (select * from count_installation()), kept as (
      select name, kind, sum(amount)::bigint as amount from (
        select name, kind, amount from installation_count union all select name, kind, amount from installation_change
      ) k where name not in ('active_day', 'active_week') group by 1, 2
    ), drift as (
      select name, kind, coalesce(c.amount, 0) - coalesce(k.amount, 0) as off from counted c full join kept k using (name, kind)
      where coalesce(c.amount, 0) <> coalesce(k.amount, 0)
    ), mended as (
      insert into installation_change (day, name, kind, amount) select (clock at time zone 'UTC')::date, name, kind, off from drift
    )
    select name, kind, off from drift;
  update installation_rollup set recounted_at = clock;
end $$;

revoke execute on function today_utc, count_installed, move_installed, leave_installed, count_active, add_up_installation, count_installation, recount_installation from public;
grant execute on function add_up_installation, recount_installation to nextcrm_operator;

-- ---- what is there already, and when it came

do $$
declare
  named text;
begin
  foreach named in array array['account', 'contact', 'lead', 'opportunity', 'activity', 'task', 'project', 'document', 'invoice', 'contract'] loop
    execute format('insert into installation_change (day, name, amount, added)
      select (created_at at time zone ''UTC'')::date, %L, count(*), count(*) from %I group by 1', named, named);
  end loop;
end $$;
insert into installation_change (day, name, amount, added)
  select (created_at at time zone 'UTC')::date, 'storage', sum(size), sum(size) from document_version group by 1;
insert into installation_change (day, name, amount, added)
  select ("createdAt" at time zone 'UTC')::date, 'user', count(*), count(*) from auth."user" group by 1;
insert into installation_change (day, name, amount, added)
  select (joined_at at time zone 'UTC')::date, 'member', count(*), count(*) from member where removed_at is null group by 1;
insert into installation_change (day, name, kind, amount, added)
  select (created_at at time zone 'UTC')::date, 'organization', concat(plan, ' ', status), count(*), count(*) from organization group by 1, 3;
do $$ begin perform add_up_installation(now()); perform add_up_usage(1); end $$;

select pgboss.create_queue(kind, '{"policy": "singleton", "notify": true, "retryLimit": 2, "retryDelay": 5, "expireInSeconds": 900}'::jsonb)
from unnest(array['add-up-installation', 'recount-installation']) as kind;
