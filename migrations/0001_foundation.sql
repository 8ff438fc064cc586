-- Everything here belongs to nextcrm_owner, who is no superuser, so that row security holds for migrations too.

create extension if not exists pg_trgm;
create extension if not exists unaccent;
create extension if not exists btree_gin;


-- After a transaction the setting is '', not null.
create function current_organization() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('app.organization', true), '')::uuid;

-- Text as search compares it: no case, no accents. Declared immutable because the dictionary does not change here.
create function fold(value text) returns text
  language sql immutable parallel safe strict
  return lower(public.unaccent('public.unaccent'::regdictionary, value));

-- The deferred half of the audit guarantee: changed rows without an event in the same transaction do not commit.
create function require_audit_event() returns trigger language plpgsql as $$
begin
  if current_user <> 'nextcrm_owner' and current_setting('nextcrm.audited', true) is distinct from 'yes' then
    raise exception 'rows of % were changed without an audit event', tg_table_name using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$;

create function note_audit_event() returns trigger language plpgsql as $$
begin
  if exists (select from inserted) then
    perform set_config('nextcrm.audited', 'yes', true);
  end if;
  return null;
end $$;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;

-- Row security, grants and the audit trigger of a tenant's table, said once.
create procedure protect_tenant_table(named regclass, audited boolean) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', named);
  execute format('alter table %s force row level security', named);
  -- Without this, under FORCE, a backfill touches no row and a new foreign key is believed without looking.
  execute format('create policy owner on %s to nextcrm_owner using (true) with check (true)', named);
  execute format('create policy tenant on %s to nextcrm_app using (organization_id = current_organization()) with check (organization_id = current_organization())', named);
  execute format('grant select, insert, update, delete on %s to nextcrm_app', named);
  if audited then
    execute format('create constraint trigger audited after insert or update or delete on %s deferrable initially deferred for each row execute function require_audit_event()', named);
  end if;
end $$;

create table organization (
  id uuid primary key,
  name text not null,
  plan text not null default 'FREE' check (plan in ('FREE', 'PRO', 'ENTERPRISE')),
  status text not null default 'active' check (status in ('active', 'suspended')),
  default_currency text not null default 'USD',
  time_zone text not null default 'UTC',
  version integer not null default 1,
  created_at timestamptz(3) not null default now(),
  created_by uuid
);
alter table organization enable row level security;
alter table organization force row level security;
create policy owner on organization to nextcrm_owner using (true) with check (true);
create policy tenant on organization to nextcrm_app using (id = current_organization()) with check (id = current_organization());
create policy operator on organization to nextcrm_operator using (true) with check (true);
grant select, insert, update on organization to nextcrm_app, nextcrm_operator;
create constraint trigger audited after insert or update or delete on organization
  deferrable initially deferred for each row execute function require_audit_event();

-- Who left stays as a row, so that owners and authors of records keep a name.
create table member (
  organization_id uuid not null references organization,
  user_id uuid not null,
  role text not null check (role in ('owner', 'admin', 'member', 'viewer')),
  name text not null,
  email text not null,
  joined_at timestamptz(3) not null default now(),
  removed_at timestamptz(3),
  primary key (organization_id, user_id)
);
create index member_user on member (user_id);
call protect_tenant_table('member', true);
create policy operator on member for select to nextcrm_operator using (true);
grant select on member to nextcrm_operator;

-- The audit log. Clear part here; personal values in audit_disclosure, from where they can be erased.
create table audit_event (
  organization_id uuid not null,
  id uuid not null,
  -- The sequencer finds committed events by the difference of snapshots over this.
  xid xid8 not null default pg_current_xact_id(),
  era integer not null default 1,
  schema_version smallint not null default 1,
  action text not null,
  class text not null check (class in ('management', 'authentication', 'authorization', 'data_access')),
  resource text not null,
  resource_id text,
  outcome text not null default 'success' check (outcome in ('success', 'failure', 'denied')),
  reason text,
  actor jsonb not null,
  actor_id uuid,
  targets jsonb not null default '[]',
  context jsonb not null,
  -- Salted SHA-256 digests of the disclosures, base64url, in the order of their names.
  digests text[] not null,
  occurred_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null default now(),
  primary key (organization_id, id)
);
create index audit_event_action on audit_event (organization_id, action, id);
create index audit_event_resource on audit_event (organization_id, resource, resource_id, id);
create index audit_event_actor on audit_event (organization_id, actor_id, id);

create table audit_disclosure (
  organization_id uuid not null,
  event_id uuid not null,
  name text not null,
  -- Whom the values tell about: erasing that person deletes the row.
  subject_type text not null,
  subject_id text,
  -- The JSON text [salt, name, value], byte for byte as it was digested (base64url of it is the disclosure of RFC 9901).
  disclosure text not null,
  ip inet,
  primary key (organization_id, event_id, name)
);

call protect_tenant_table('audit_event', false);
call protect_tenant_table('audit_disclosure', false);
revoke update, delete on audit_event, audit_disclosure from nextcrm_app;
create trigger marks_transaction after insert on audit_event referencing new table as inserted for each statement execute function note_audit_event();
create trigger append_only before update or delete on audit_event for each row execute function refuse_change();
create trigger append_only_whole before truncate on audit_event for each statement execute function refuse_change();
create trigger append_only before update on audit_disclosure for each row execute function refuse_change();
create trigger append_only_whole before truncate on audit_disclosure for each statement execute function refuse_change();

-- Reads are written in batches that span organizations.
create policy operator on audit_event for insert to nextcrm_operator with check (true);
create policy operator on audit_disclosure for insert to nextcrm_operator with check (true);
grant insert on audit_event, audit_disclosure to nextcrm_operator;

-- What happens above organizations: operators' acts, sign-ins of people who are in none.
create table operator_event (
  id uuid primary key,
  xid xid8 not null default pg_current_xact_id(),
  action text not null,
  resource text not null,
  resource_id text,
  outcome text not null default 'success' check (outcome in ('success', 'failure', 'denied')),
  reason text,
  actor jsonb not null,
  context jsonb not null,
  digests text[] not null,
  occurred_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null default now()
);
create table operator_disclosure (
  event_id uuid not null,
  name text not null,
  subject_type text not null,
  subject_id text,
  disclosure text not null,
  primary key (event_id, name)
);
grant select, insert on operator_event, operator_disclosure to nextcrm_operator;
create trigger marks_transaction after insert on operator_event referencing new table as inserted for each statement execute function note_audit_event();
create trigger append_only before update or delete on operator_event for each row execute function refuse_change();
create trigger append_only_whole before truncate on operator_event for each statement execute function refuse_change();

-- Answers to repeated requests, kept for 24 hours, written in the transaction of what they answer.
create table idempotent_request (
  organization_id uuid not null references organization,
  caller text not null,
  key text not null,
  route text not null,
  request_sha256 text not null,
  status smallint,
  body jsonb,
  created_at timestamptz(3) not null default now(),
  primary key (organization_id, caller, key)
);
create index idempotent_request_age on idempotent_request (created_at);
call protect_tenant_table('idempotent_request', false);
create policy operator on idempotent_request to nextcrm_operator using (true);
grant select, delete on idempotent_request to nextcrm_operator;

-- An organization's own fields, of the same kinds as the declared ones.
create table custom_field (
  organization_id uuid not null references organization,
  id uuid not null,
  record_type text not null,
  name text not null,
  label text not null,
  kind text not null,
  required boolean not null default false,
  personal boolean not null default true,
  choices jsonb not null default '[]',
  position integer not null default 0,
  created_at timestamptz(3) not null default now(),
  primary key (organization_id, id),
  unique (organization_id, record_type, name)
);
call protect_tenant_table('custom_field', true);

create table pipeline (
  organization_id uuid not null references organization,
  id uuid not null,
  name text not null,
  position integer not null default 0,
  primary key (organization_id, id)
);
create unique index pipeline_name on pipeline (organization_id, lower(name));
call protect_tenant_table('pipeline', true);

create table stage (
  organization_id uuid not null references organization,
  id uuid not null,
  pipeline_id uuid not null,
  name text not null,
  position integer not null default 0,
  probability numeric(5,2) not null default 0 check (probability between 0 and 100),
  outcome text not null default 'open' check (outcome in ('open', 'won', 'lost')),
  primary key (organization_id, id),
  foreign key (organization_id, pipeline_id) references pipeline
);
create unique index stage_name on stage (organization_id, pipeline_id, lower(name));
call protect_tenant_table('stage', true);

-- Candidates of a search, through the trigram index that row security would keep the planner from using.
-- The words are folded by the caller; each must occur. Gives at most `most` ids.
create function search_ids(named regclass, words text[], most integer) returns setof uuid
  language plpgsql stable security definer
  set search_path = public, pg_temp set plan_cache_mode = force_custom_plan as $$
declare conditions text;
begin
  select string_agg(format('search like %L', '%' || regexp_replace(word, '([%_\\])', '\\\1', 'g') || '%'), ' and ')
    into conditions from unnest(words) as word;
  return query execute format(
    'select id from %s where organization_id = current_organization() and deleted_at is null and %s limit %s', named, conditions, most);
end $$;

-- Candidates that resemble a misspelt text, the most alike first. Of very many only some are compared.
create function similar_ids(named regclass, typed text, most integer) returns setof uuid
  language plpgsql stable security definer
  set search_path = public, pg_temp set plan_cache_mode = force_custom_plan as $$
begin
  return query execute format(
    'select id from (select id, search from %s where organization_id = current_organization() and deleted_at is null and %L <%% search limit %s) candidate
     order by word_similarity(%L, search) desc, id limit %s',
    named, typed, 5 * most, typed, most);
end $$;
revoke execute on function search_ids, similar_ids from public;
grant execute on function search_ids, similar_ids to nextcrm_app;
