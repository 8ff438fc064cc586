-- An erasing reaches the archives, too. Which of their events are about whom stands in files, so that a hold on the log
-- keeps every archive whose time touches its own.
create function keep_held_archives() returns trigger language plpgsql as $$
begin
  perform await_holds(new.organization_id);
  if has_hold(new.organization_id) then
    perform refuse_held(jsonb_agg(h.name order by h.id)) from legal_hold h
    where h.organization_id = new.organization_id and h.released_at is null and h.scope = 'log' and exists (
      select from audit_prune p where p.organization_id = h.organization_id and p.archive_key is not null
        and (h.starts_at is null or p.newest >= h.starts_at) and (h.ends_at is null or p.oldest <= h.ends_at));
  end if;
  return new;
end $$;
create trigger keep_held_archives before insert on audit_archive_erasure for each row execute function keep_held_archives();
