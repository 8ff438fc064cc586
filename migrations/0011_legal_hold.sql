-- A legal hold stops retention, erasure and purge of what it names, until it is released.
create table legal_hold (
  organization_id uuid not null references organization,
  id uuid not null,
  name text not null,
  reason text not null,
  -- The whole log; one record with what the log says of it; or what one person did and what was done to them.
  scope text not null check (scope in ('log', 'record', 'user')),
  record_type text,
  record_id uuid,
  user_id uuid,
  -- Of events, both ends included; open where null. A record itself is held whatever the period.
  starts_at timestamptz(3),
  ends_at timestamptz(3),
  created_at timestamptz(3) not null default now(),
  created_by uuid,
  released_at timestamptz(3),
  released_by uuid,
  release_reason text,
  primary key (organization_id, id),
  -- The record may be gone once the hold is released; the member stays as a row.
  foreign key (organization_id, user_id) references member,
  check ((scope = 'record') = (record_type is not null) and (scope = 'record') = (record_id is not null)),
  check ((scope = 'user') = (user_id is not null)),
  check (starts_at <= ends_at),
  check ((released_at is null) = (release_reason is null))
);
create index legal_hold_living on legal_hold (organization_id) where released_at is null;
call protect_tenant_table('legal_hold', true);
-- A hold is released, never rewritten.
revoke update, delete on legal_hold from nextcrm_app;
grant update (released_at, released_by, release_reason) on legal_hold to nextcrm_app;
create policy operator on legal_hold for select to nextcrm_operator using (true);
grant select on legal_hold to nextcrm_operator;

-- Whether the organization has any living hold. `(select has_hold($1)) and is_held(…)` calls neither for each row.
create function has_hold(organization uuid) returns boolean language sql stable
  return exists (select from legal_hold h where h.organization_id = organization and h.released_at is null);

-- Whether the hold names the event. For many events, `not exists (select from legal_hold h where h.organization_id = $1
-- and h.released_at is null and names_event(h, …))` becomes one join, and costs a tenth of calling `is_held` for each.
create function names_event(hold legal_hold, resource text, resource_id text, actor uuid, occurred_at timestamptz)
  returns boolean language sql immutable
  return (hold.starts_at is null or occurred_at >= hold.starts_at) and (hold.ends_at is null or occurred_at <= hold.ends_at)
    and case hold.scope
      when 'log' then true
      when 'record' then hold.record_type = resource and hold.record_id::text = resource_id
      else coalesce(hold.user_id = actor, false) or resource in ('member', 'user') and hold.user_id::text = resource_id
    end;

-- Whether a living hold names the event.
create function is_held(organization uuid, resource text, resource_id text, actor uuid, occurred_at timestamptz)
  returns boolean language plpgsql stable as $$
begin
  return exists (
    select from legal_hold h
    where h.organization_id = is_held.organization and h.released_at is null
      and names_event(h, is_held.resource, is_held.resource_id, is_held.actor, is_held.occurred_at));
end $$;

-- Whoever removes something that a hold could name takes this first, and looks at the holds in a later statement: until
-- the end of the transaction no hold begins, and one that was beginning is seen. Creating a hold takes the other half.
create function await_holds(organization uuid) returns void language sql volatile
  begin atomic
    select pg_advisory_xact_lock_shared(hashtextextended('nextcrm legal holds', 0) # hashtextextended(organization::text, 0));
  end;
create function begin_hold(organization uuid) returns void language sql volatile
  begin atomic
    select pg_advisory_xact_lock(hashtextextended('nextcrm legal holds', 0) # hashtextextended(organization::text, 0));
  end;

-- SQLSTATE HELD0 with the names of the holds as JSON in its detail, for those who may see holds.
create function refuse_held(names jsonb) returns void language plpgsql as $$
begin
  if names is not null then
    raise exception 'a legal hold names this' using errcode = 'HELD0', detail = names::text;
  end if;
end $$;

-- No path is forgotten: a held record, and what hangs on it, is not deleted by any statement.
create function keep_what_is_held() returns trigger language plpgsql as $$
begin
  perform await_holds(old.organization_id);
  if has_hold(old.organization_id) then
    perform refuse_held(jsonb_agg(h.name order by h.id)) from legal_hold h
    where h.organization_id = old.organization_id and h.released_at is null and h.scope = 'record'
      and case when tg_argv[0] = 'record' then h.record_type = tg_table_name and h.record_id = old.id
        else h.record_id::text = to_jsonb(old) ->> (h.record_type || '_id') end;
  end if;
  return old;
end $$;
do $$
declare named text;
begin
  foreach named in array array['account', 'contact', 'lead', 'opportunity', 'activity', 'task', 'project', 'document', 'invoice', 'contract'] loop
    execute format('create trigger keep_what_is_held before delete on %I for each row execute function keep_what_is_held(''record'')', named);
  end loop;
  foreach named in array array['comment', 'document_version'] loop
    execute format('create trigger keep_what_is_held before delete on %I for each row execute function keep_what_is_held(''belongs'')', named);
  end loop;
end $$;

-- As before, but for what is held: neither who is named, nor a value of an event that is.
create or replace function erase_disclosures(act uuid, subject_types text[], subject text, words text[]) returns setof text
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  mine uuid := current_organization();
  digests text[];
  events uuid[];
begin
  perform await_holds(mine);
  with gone as (
    delete from audit_disclosure d
    where organization_id = mine
      and (subject_type = any(subject_types) and subject_id = subject or name <> 'actor' and disclosure ilike any(words))
    returning event_id, name, rtrim(translate(encode(sha256(convert_to(
      rtrim(translate(replace(encode(convert_to(disclosure, 'UTF8'), 'base64'), E'\n', ''), '+/', '-_'), '='), 'UTF8')), 'base64'), '+/', '-_'), '=') as digest
  ), written as (
    insert into audit_erasure (organization_id, event_id, name, digest, erased_by)
    select mine, gone.event_id, gone.name, gone.digest, act from gone
    returning audit_erasure.event_id, audit_erasure.digest
  )
  select array_agg(written.digest), array_agg(written.event_id) into digests, events from written;
  if has_hold(mine) then
    perform refuse_held(jsonb_agg(h.name order by h.id)) from legal_hold h
    where h.organization_id = mine and h.released_at is null and (
      h.scope = 'user' and 'user' = any(subject_types) and h.user_id::text = subject
      or h.scope = 'record' and h.record_type = any(subject_types) and h.record_id::text = subject
      or exists (
        select from audit_event e where e.organization_id = mine and e.id = any(events)
          and names_event(h, e.resource, e.resource_id, e.actor_id, e.occurred_at)));
  end if;
  return query select unnest(digests);
end $$;
