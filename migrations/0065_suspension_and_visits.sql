-- Why an organization is suspended; as long as it is. Its people are told, and can do nothing in it; its data stays.
create table organization_suspension (
  organization_id uuid primary key references organization,
  reason text not null,
  suspended_at timestamptz(3) not null,
  suspended_by uuid not null
);
call protect_tenant_table('organization_suspension', true);
revoke insert, update, delete on organization_suspension from nextcrm_app;
create policy operator on organization_suspension to nextcrm_operator using (true) with check (true);
grant select, insert, delete on organization_suspension to nextcrm_operator;

-- Whether operators may come in to help.
alter table organization add column operator_visits boolean not null default true;

-- An operator in an organization, to help: for a reason, for an hour at most, by one session.
create table operator_visit (
  organization_id uuid not null references organization,
  id uuid not null,
  session_id uuid not null,
  operator_id uuid not null,
  role text not null check (role in ('viewer', 'admin')),
  reason text not null,
  began_at timestamptz(3) not null,
  until timestamptz(3) not null,
  ended_at timestamptz(3),
  primary key (organization_id, id),
  check (until > began_at and until <= began_at + interval '60 minutes')
);
create unique index operator_visit_session on operator_visit (session_id) where ended_at is null;
call protect_tenant_table('operator_visit', true);
revoke insert, update, delete on operator_visit from nextcrm_app;
create policy operator on operator_visit to nextcrm_operator using (true) with check (true);
grant select, insert, update on operator_visit to nextcrm_operator;
create trigger notify_callers after insert or update or delete on operator_visit
  for each row execute function auth.notify_callers('session', 'session_id');

-- With what a session's person passed the second step; null where there was none.
create function auth.session_second_factor(session uuid) returns text
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.second_factor from auth.session_proof p where p.session_id = session
$$;

-- Why an organization is suspended, and since when; null where it is not.
create function auth.suspension_of(organization uuid) returns jsonb
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('reason', coalesce(s.reason, ''), 'since', s.suspended_at)
  from public.organization o left join public.organization_suspension s on s.organization_id = o.id
  where o.id = organization and o.status = 'suspended'
$$;

-- The visit by which a session's person, who has to be an operator still, is in an organization that lets them.
create function auth.visit_of(session uuid)
  returns table (id uuid, organization_id uuid, organization_name text, plan text, role text, reason text, until timestamptz, two_factor_required boolean)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select v.id, o.id, o.name, o.plan, v.role, v.reason, v.until, o.two_factor_required
  from public.operator_visit v join public.organization o on o.id = v.organization_id join auth.operator p on p.user_id = v.operator_id
  where v.session_id = session and v.ended_at is null and v.until > now() and o.status = 'active' and o.operator_visits
$$;
revoke execute on function auth.session_second_factor, auth.suspension_of, auth.visit_of from public;
grant execute on function auth.session_second_factor to nextcrm_operator;
grant execute on function auth.suspension_of, auth.visit_of to nextcrm_auth;

-- As before, and people are told of an organization that is suspended, and an operator on a visit is there and nowhere else.
drop function auth.caller_of_session(text);
create function auth.caller_of_session(given text)
  returns table (session_id uuid, expires_at timestamptz, user_id uuid, name text, email text, operator boolean,
    organization_id uuid, organization_name text, plan text, role text, must_enrol boolean,
    visit_id uuid, visit_until timestamptz, visit_reason text)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  return query
    select s.id, s."expiresAt", u.id, u.name, u.email, p.user_id is not null, m.id, m.name, m.plan, m.role,
      coalesce(m.two_factor_required, false) and f.user_id is null, m.visit_id, m.until, m.reason
    from auth.session s
      join auth."user" u on u.id = s."userId"
      left join auth.operator p on p.user_id = u.id
      left join auth.two_factor f on f.user_id = u.id
      left join auth.session_organization c on c.session_id = s.id
      left join auth.last_organization l on l.user_id = u.id
      left join lateral (
        (select v.organization_id as id, v.organization_name as name, v.plan, v.role, v.two_factor_required, v.id as visit_id, v.until, v.reason
        from auth.visit_of(s.id) v where p.user_id is not null)
        union all
        (select o.id, o.name, o.plan, m.role, o.two_factor_required, null, null, null
        from public.member m join public.organization o on o.id = m.organization_id
        where m.user_id = u.id and m.removed_at is null and o.status in ('active', 'suspended')
        order by o.id is not distinct from c.organization_id desc, o.id is not distinct from l.organization_id desc, o.status, m.joined_at, o.id
        limit 1)
        limit 1
      ) m on true
    where s.token = given and s."expiresAt" > now();
end $$;
revoke execute on function auth.caller_of_session from public;
grant execute on function auth.caller_of_session to nextcrm_auth;

create or replace view organization_session with (security_barrier) as
  select w.organization_id, s.id, s."userId" as user_id, s."createdAt" as created_at, s."expiresAt" as expires_at,
    u.last_seen_at, s."ipAddress" as ip_address, s."userAgent" as user_agent
  from member here join auth.session s on s."userId" = here.user_id
    left join auth.session_organization c on c.session_id = s.id
    left join auth.last_organization l on l.user_id = s."userId"
    left join auth.session_use u on u.session_id = s.id
    join lateral (
      select o.id as organization_id from member m join organization o on o.id = m.organization_id
      where m.user_id = s."userId" and m.removed_at is null and o.status in ('active', 'suspended')
      order by o.id is not distinct from c.organization_id desc, o.id is not distinct from l.organization_id desc, o.status, m.joined_at, o.id
      limit 1
    ) w on w.organization_id = here.organization_id
  where here.organization_id = current_organization() and here.removed_at is null and s."expiresAt" > now();

create or replace function auth.caller_of_key(given_sha256 text)
  returns table (key_id uuid, key_name text, key_role text, expires_at timestamptz, creator_id uuid, creator_role text,
    organization_id uuid, organization_name text, plan text)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  return query
    select k.id, k.name, k.role, k.expires_at, m.user_id, m.role, o.id, o.name, o.plan
    from public.api_key k
      join public.organization o on o.id = k.organization_id
      join public.member m on m.organization_id = k.organization_id and m.user_id = k.created_by
    where k.sha256 = given_sha256 and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
      and m.removed_at is null and o.status in ('active', 'suspended');
end $$;

create or replace function auth.memberships_of(person uuid)
  returns table (organization_id uuid, organization_name text, plan text, role text)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select o.id, o.name, o.plan, m.role
  from public.member m join public.organization o on o.id = m.organization_id
  where m.user_id = person and m.removed_at is null and o.status in ('active', 'suspended')
  order by m.joined_at, o.id
$$;

create or replace function auth.choose_organization(session uuid, organization uuid) returns boolean
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare person uuid;
begin
  select s."userId" into person from auth.session s
    join public.member m on m.user_id = s."userId" and m.organization_id = organization and m.removed_at is null
    join public.organization o on o.id = organization and o.status in ('active', 'suspended')
    where s.id = session;
  if person is null then return false; end if;
  insert into auth.session_organization (session_id, organization_id) values (session, organization)
    on conflict (session_id) do update set organization_id = excluded.organization_id;
  insert into auth.last_organization (user_id, organization_id) values (person, organization)
    on conflict (user_id) do update set organization_id = excluded.organization_id;
  return true;
end $$;

-- An operator schedules an organization's deletion. Says what became of it.
create function schedule_deletion_of(organization uuid, scheduled timestamptz, due timestamptz, person uuid) returns text
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  state text;
begin
  select o.status into state from organization o where o.id = organization for no key update;
  if state is null then return 'none'; end if;
  if state <> 'active' then return state; end if;
  perform await_holds(organization);
  if has_hold(organization) then return 'held'; end if;
  perform set_config('nextcrm.scheduling', 'yes', true);
  insert into organization_deletion (organization_id, scheduled_at, due_at, scheduled_by, remove_people)
    values (organization, scheduled, due, person, false) on conflict do nothing;
  return case when found then 'scheduled' else 'already' end;
end $$;
revoke execute on function schedule_deletion_of from public;
grant execute on function schedule_deletion_of to nextcrm_operator;
