-- People, their sessions, and what lets them and their programs in. The schema auth is nobody's tenant data: only
-- nextcrm_auth works there. Its first four tables are Better Auth's, named and shaped as its version 1.7 expects.

create schema auth;
grant usage on schema auth to nextcrm_auth, nextcrm_app;

create table auth."user" (
  id uuid primary key,
  name text not null,
  email text not null unique check (email = lower(email)),
  "emailVerified" boolean not null default false,
  image text,
  "createdAt" timestamptz(3) not null default now(),
  "updatedAt" timestamptz(3) not null default now()
);

create table auth.session (
  id uuid primary key,
  "expiresAt" timestamptz(3) not null,
  -- In plain text, so it proves nothing without the signature that stands beside it in the cookie.
  token text not null unique,
  "createdAt" timestamptz(3) not null default now(),
  "updatedAt" timestamptz(3) not null default now(),
  "ipAddress" text,
  "userAgent" text,
  "userId" uuid not null references auth."user" on delete cascade
);
create index session_person on auth.session ("userId");

create table auth.account (
  id uuid primary key,
  "accountId" text not null,
  "providerId" text not null,
  "userId" uuid not null references auth."user" on delete cascade,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamptz(3),
  "refreshTokenExpiresAt" timestamptz(3),
  scope text,
  password text,
  "createdAt" timestamptz(3) not null default now(),
  "updatedAt" timestamptz(3) not null default now(),
  unique ("providerId", "accountId")
);
create index account_user on auth.account ("userId");

create table auth.verification (
  id uuid primary key,
  identifier text not null,
  value text not null,
  "expiresAt" timestamptz(3) not null,
  "createdAt" timestamptz(3) not null default now(),
  "updatedAt" timestamptz(3) not null default now()
);
create index verification_identifier on auth.verification (identifier);

-- Which organization a session works in, and the one where the person's next session begins.
create table auth.session_organization (
  session_id uuid primary key references auth.session on delete cascade,
  organization_id uuid not null
);
create table auth.last_organization (
  user_id uuid primary key references auth."user" on delete cascade,
  organization_id uuid not null
);

-- Written in batches, so that being seen does not cost a write per request.
create table auth.session_use (
  session_id uuid primary key references auth.session on delete cascade,
  last_seen_at timestamptz(3) not null
);

-- Who runs the installation.
create table auth.operator (
  user_id uuid primary key references auth."user",
  created_at timestamptz(3) not null default now()
);

-- What a set-up link proves, until somebody has used one.
create table auth.setup_token (
  sha256 text primary key,
  created_at timestamptz(3) not null default now()
);

grant select, insert, update, delete on auth."user", auth.session, auth.account, auth.verification,
  auth.session_organization, auth.last_organization, auth.session_use, auth.operator, auth.setup_token to nextcrm_auth;

create table invitation (
  organization_id uuid not null references organization,
  id uuid not null,
  email text not null check (email = lower(email)),
  role text not null check (role in ('owner', 'admin', 'member', 'viewer')),
  token_sha256 text not null unique,
  invited_by uuid,
  created_at timestamptz(3) not null default now(),
  expires_at timestamptz(3) not null,
  accepted_at timestamptz(3),
  accepted_by uuid,
  revoked_at timestamptz(3),
  primary key (organization_id, id),
  foreign key (organization_id, invited_by) references member,
  foreign key (organization_id, accepted_by) references member
);
create unique index invitation_pending on invitation (organization_id, email) where accepted_at is null and revoked_at is null;
call protect_tenant_table('invitation', true);

create table api_key (
  organization_id uuid not null references organization,
  id uuid not null,
  name text not null,
  role text not null check (role in ('owner', 'admin', 'member', 'viewer')),
  -- How the key begins, for telling keys apart.
  prefix text not null,
  sha256 text not null unique,
  created_by uuid not null,
  created_at timestamptz(3) not null default now(),
  expires_at timestamptz(3),
  revoked_at timestamptz(3),
  primary key (organization_id, id),
  foreign key (organization_id, created_by) references member
);
call protect_tenant_table('api_key', true);

create table api_key_use (
  organization_id uuid not null,
  key_id uuid not null,
  last_used_at timestamptz(3) not null,
  primary key (organization_id, key_id),
  foreign key (organization_id, key_id) references api_key
);
call protect_tenant_table('api_key_use', false);
revoke insert, update, delete on api_key_use from nextcrm_app;
create policy auth on api_key_use to nextcrm_auth using (true) with check (true);
grant select, insert, update on api_key_use to nextcrm_auth;

-- Signing in and out is told in the log of each of the person's organizations, or in the operator's.
create policy auth on audit_event for insert to nextcrm_auth with check (true);
create policy auth on audit_disclosure for insert to nextcrm_auth with check (true);
grant insert on audit_event, audit_disclosure, operator_event, operator_disclosure to nextcrm_auth;

-- Where a person is a member, in the order in which they joined.
create function auth.memberships_of(person uuid)
  returns table (organization_id uuid, organization_name text, plan text, role text)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select o.id, o.name, o.plan, m.role
  from public.member m join public.organization o on o.id = m.organization_id
  where m.user_id = person and m.removed_at is null and o.status = 'active'
  order by m.joined_at, o.id
$$;

-- Whom a session's token stands for: no row where there is no such session or its time is over.
create function auth.caller_of_session(given text)
  returns table (session_id uuid, expires_at timestamptz, user_id uuid, name text, email text, operator boolean,
    organization_id uuid, organization_name text, plan text, role text)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  return query
    select s.id, s."expiresAt", u.id, u.name, u.email, p.user_id is not null, m.id, m.name, m.plan, m.role
    from auth.session s
      join auth."user" u on u.id = s."userId"
      left join auth.operator p on p.user_id = u.id
      left join auth.session_organization c on c.session_id = s.id
      left join auth.last_organization l on l.user_id = u.id
      left join lateral (
        select o.id, o.name, o.plan, m.role
        from public.member m join public.organization o on o.id = m.organization_id
        where m.user_id = u.id and m.removed_at is null and o.status = 'active'
        order by o.id is not distinct from c.organization_id desc, o.id is not distinct from l.organization_id desc, m.joined_at, o.id
        limit 1
      ) m on true
    where s.token = given and s."expiresAt" > now();
end $$;

-- What an API key stands for: no row where it is unknown, revoked or expired, or its creator has left.
create function auth.caller_of_key(given_sha256 text)
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
      and m.removed_at is null and o.status = 'active';
end $$;

-- What an invitation's token offers: no row where it was used, withdrawn or is too old.
create function auth.invitation_offered(given_sha256 text)
  returns table (id uuid, email text, role text, organization_id uuid, organization_name text, account_exists boolean)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select i.id, i.email, i.role, o.id, o.name, exists (select from auth."user" u where u.email = i.email)
  from public.invitation i join public.organization o on o.id = i.organization_id
  where i.token_sha256 = given_sha256 and i.accepted_at is null and i.revoked_at is null and i.expires_at > now() and o.status = 'active'
$$;

-- Makes an organization the session's current one, if its person is a member there.
create function auth.choose_organization(session uuid, organization uuid) returns boolean
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare person uuid;
begin
  select s."userId" into person from auth.session s
    join public.member m on m.user_id = s."userId" and m.organization_id = organization and m.removed_at is null
    join public.organization o on o.id = organization and o.status = 'active'
    where s.id = session;
  if person is null then return false; end if;
  insert into auth.session_organization (session_id, organization_id) values (session, organization)
    on conflict (session_id) do update set organization_id = excluded.organization_id;
  insert into auth.last_organization (user_id, organization_id) values (person, organization)
    on conflict (user_id) do update set organization_id = excluded.organization_id;
  return true;
end $$;

-- The first person, who becomes the operator. Whoever holds a token wins once; the others find no token.
create function auth.create_first_person(token_sha256 text, person uuid, name text, email text, password text, account uuid)
  returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  lock table auth.setup_token in share row exclusive mode;
  if not exists (select from auth.setup_token t where t.sha256 = token_sha256) or exists (select from auth.operator) then
    return false;
  end if;
  delete from auth.setup_token;
  insert into auth."user" (id, name, email, "emailVerified") values (person, name, email, true);
  insert into auth.account (id, "accountId", "providerId", "userId", password) values (account, person::text, 'credential', person, password);
  insert into auth.operator (user_id) values (person);
  return true;
end $$;

revoke execute on all functions in schema auth from public;
grant execute on function auth.memberships_of, auth.caller_of_session, auth.caller_of_key, auth.invitation_offered to nextcrm_auth;
grant execute on function auth.choose_organization to nextcrm_auth, nextcrm_app;
grant execute on function auth.create_first_person to nextcrm_app;

-- Members carry their person's name, so that it stays when the person has gone.
create function auth.rename_members() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.member set name = new.name, email = new.email where user_id = new.id;
  return null;
end $$;
create trigger rename_members after update of name, email on auth."user" for each row
  when ((old.name, old.email) is distinct from (new.name, new.email)) execute function auth.rename_members();

-- Every process forgets what it knew of a caller when something of it changes: `kind:id` of what changed.
create function auth.notify_callers() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform pg_notify('nextcrm_callers', tg_argv[0] || ':' || coalesce(to_jsonb(new) ->> tg_argv[1], to_jsonb(old) ->> tg_argv[1]));
  return null;
end $$;
create trigger notify_callers after delete or update of token, "userId", "expiresAt" on auth.session
  for each row execute function auth.notify_callers('session', 'id');
create trigger notify_callers after insert or update on auth.session_organization
  for each row execute function auth.notify_callers('session', 'session_id');
create trigger notify_callers after delete or update of name, email on auth."user"
  for each row execute function auth.notify_callers('user', 'id');
create trigger notify_callers after insert or update or delete on auth.operator
  for each row execute function auth.notify_callers('user', 'user_id');
create trigger notify_callers after insert or update or delete on member
  for each row execute function auth.notify_callers('user', 'user_id');
create trigger notify_callers after update or delete on organization
  for each row execute function auth.notify_callers('organization', 'id');
create trigger notify_callers after update or delete on api_key
  for each row execute function auth.notify_callers('key', 'id');
revoke execute on function auth.rename_members, auth.notify_callers from public;
