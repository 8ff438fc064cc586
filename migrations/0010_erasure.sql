-- What was erased from the log, when and by which act: the event ERASE names the person by id only, and how many
-- values went. The leaf keeps their digests, so that every proof stays valid.
create table audit_erasure (
  organization_id uuid not null,
  event_id uuid not null,
  name text not null,
  -- The digest that the leaf still holds.
  digest text not null,
  erased_by uuid not null,
  primary key (organization_id, event_id, name),
  -- Deferred, because an act's event is written at its end; and so no value goes without an event that says so.
  foreign key (organization_id, erased_by) references audit_event (organization_id, id) deferrable initially deferred
);
call protect_tenant_table('audit_erasure', false);
revoke insert, update, delete on audit_erasure from nextcrm_app;
create trigger append_only before update or delete on audit_erasure for each row execute function refuse_change();
create trigger append_only_whole before truncate on audit_erasure for each statement execute function refuse_change();

-- Deletes the disclosures of the current organization that are about the subject, or that contain one of the words
-- (patterns of LIKE), and answers with the digests of what went. The only way by which the application can.
create function erase_disclosures(act uuid, subject_types text[], subject text, words text[]) returns setof text
  language sql security definer set search_path = public, pg_temp as $$
  with gone as (
    delete from audit_disclosure d
    where organization_id = current_organization()
      and (subject_type = any(subject_types) and subject_id = subject or name <> 'actor' and disclosure ilike any(words))
    returning event_id, name, rtrim(translate(encode(sha256(convert_to(
      rtrim(translate(replace(encode(convert_to(disclosure, 'UTF8'), 'base64'), E'\n', ''), '+/', '-_'), '='), 'UTF8')), 'base64'), '+/', '-_'), '=') as digest
  )
  insert into audit_erasure (organization_id, event_id, name, digest, erased_by)
  select current_organization(), event_id, name, digest, act from gone
  returning digest;
$$;
revoke execute on function erase_disclosures(uuid, text[], text, text[]) from public;
grant execute on function erase_disclosures(uuid, text[], text, text[]) to nextcrm_app;
