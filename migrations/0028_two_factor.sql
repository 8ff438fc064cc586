-- Two-factor authentication: a secret that a person's device makes codes from (RFC 6238), and codes for when it is lost.

create table auth.two_factor (
  user_id uuid primary key references auth."user" on delete cascade,
  -- Encrypted with a key that follows from AUTH_SECRET.
  secret bytea not null,
  -- The time step of the last code that was accepted: no code counts twice.
  last_step bigint not null,
  created_at timestamptz(3) not null default now()
);

-- A secret that no code has confirmed yet. In force is the one above.
create table auth.two_factor_enrolment (
  user_id uuid primary key references auth."user" on delete cascade,
  secret bytea not null,
  created_at timestamptz(3) not null default now()
);

-- Each counts once: using one deletes it. They are long and random, so that a plain digest hides them.
create table auth.recovery_code (
  user_id uuid not null references auth.two_factor on delete cascade,
  sha256 bytea not null,
  primary key (user_id, sha256)
);

-- Browsers in which a person needs no code for a while.
create table auth.trusted_browser (
  id uuid primary key,
  user_id uuid not null references auth.two_factor on delete cascade,
  token_sha256 bytea not null unique,
  user_agent text,
  created_at timestamptz(3) not null default now(),
  expires_at timestamptz(3) not null,
  last_used_at timestamptz(3) not null default now()
);
create index trusted_browser_person on auth.trusted_browser (user_id);

-- What a session's person has proved besides the password, and when they last proved who they are.
create table auth.session_proof (
  session_id uuid primary key references auth.session on delete cascade,
  second_factor text check (second_factor in ('code', 'recovery_code', 'trusted_browser')),
  proved_at timestamptz(3) not null
);

grant select, insert, update, delete on auth.two_factor, auth.two_factor_enrolment, auth.recovery_code,
  auth.trusted_browser, auth.session_proof to nextcrm_auth;

create constraint trigger audited after insert or update or delete on auth.two_factor
  deferrable initially deferred for each row execute function require_audit_event();
create constraint trigger audited after insert or update or delete on auth.recovery_code
  deferrable initially deferred for each row execute function require_audit_event();
create constraint trigger audited after insert on auth.trusted_browser
  deferrable initially deferred for each row execute function require_audit_event();
create constraint trigger audited_end after delete on auth.trusted_browser
  deferrable initially deferred for each row when (old.expires_at > now()) execute function require_audit_event();
create constraint trigger audited after insert or update on auth.session_proof
  deferrable initially deferred for each row execute function require_audit_event();

-- Whether an organization lets in only who has a second factor.
alter table organization add column two_factor_required boolean not null default false;

create trigger notify_callers after insert or delete on auth.two_factor
  for each row execute function auth.notify_callers('user', 'user_id');

create function auth.has_two_factor(person uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from auth.two_factor t where t.user_id = person)
$$;

-- When the person of a session last proved who they are; NULL where it has ended.
create function auth.session_proved_at(session uuid) returns timestamptz
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(p.proved_at, s."createdAt") from auth.session s left join auth.session_proof p on p.session_id = s.id where s.id = session
$$;
revoke execute on function auth.has_two_factor, auth.session_proved_at from public;
grant execute on function auth.has_two_factor, auth.session_proved_at to nextcrm_app, nextcrm_auth;

-- As before, and says whether the organization waits for the person to have a second factor.
drop function auth.caller_of_session(text);
create function auth.caller_of_session(given text)
  returns table (session_id uuid, expires_at timestamptz, user_id uuid, name text, email text, operator boolean,
    organization_id uuid, organization_name text, plan text, role text, must_enrol boolean)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  return query
    select s.id, s."expiresAt", u.id, u.name, u.email, p.user_id is not null, m.id, m.name, m.plan, m.role,
      coalesce(m.two_factor_required, false) and f.user_id is null
    from auth.session s
      join auth."user" u on u.id = s."userId"
      left join auth.operator p on p.user_id = u.id
      left join auth.two_factor f on f.user_id = u.id
      left join auth.session_organization c on c.session_id = s.id
      left join auth.last_organization l on l.user_id = u.id
      left join lateral (
        select o.id, o.name, o.plan, m.role, o.two_factor_required
        from public.member m join public.organization o on o.id = m.organization_id
        where m.user_id = u.id and m.removed_at is null and o.status = 'active'
        order by o.id is not distinct from c.organization_id desc, o.id is not distinct from l.organization_id desc, m.joined_at, o.id
        limit 1
      ) m on true
    where s.token = given and s."expiresAt" > now();
end $$;
revoke execute on function auth.caller_of_session from public;
grant execute on function auth.caller_of_session to nextcrm_auth;
