-- The sessions that work in an organization are not only those that were switched to it: most never were, and work where
-- their person worked last, or joined first (as in auth.caller_of_session).
create or replace view organization_session with (security_barrier) as
  select w.organization_id, s.id, s."userId" as user_id, s."createdAt" as created_at, s."expiresAt" as expires_at,
    u.last_seen_at, s."ipAddress" as ip_address, s."userAgent" as user_agent
  from member here join auth.session s on s."userId" = here.user_id
    left join auth.session_organization c on c.session_id = s.id
    left join auth.last_organization l on l.user_id = s."userId"
    left join auth.session_use u on u.session_id = s.id
    join lateral (
      select o.id as organization_id from member m join organization o on o.id = m.organization_id
      where m.user_id = s."userId" and m.removed_at is null and o.status = 'active'
      order by o.id is not distinct from c.organization_id desc, o.id is not distinct from l.organization_id desc, m.joined_at, o.id
      limit 1
    ) w on w.organization_id = here.organization_id
  where here.organization_id = current_organization() and here.removed_at is null and s."expiresAt" > now();
