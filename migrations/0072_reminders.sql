-- Reminders of tasks and contracts. What lies between when they were sent last and now is due: records say nothing of it,
-- so that nobody's change of one is mistaken for ours.

-- One row.
create table reminder_clock (
  only_one boolean primary key default true check (only_one),
  sent_until timestamptz(3) not null default now()
);
insert into reminder_clock default values;
grant select, update on reminder_clock to nextcrm_operator;

create index task_reminder on task (remind_at) where remind_at is not null and deleted_at is null;
create index contract_reminder on contract (renewal_reminder) where renewal_reminder is not null and deleted_at is null;

-- When people are reminded on a day: at eight o'clock in the organization's time zone.
create function morning_of(day date, zone text) returns timestamptz language sql stable as $$
  select (day + time '08:00') at time zone zone
$$;

-- Organizations that have a reminder behind one moment and up to another; none in which nothing changes any more.
create function organizations_to_remind(since timestamptz, until timestamptz) returns setof uuid
  language sql stable security definer set search_path = public, pg_temp as $$
  select o.id from organization o where o.status = 'active'
    and not exists (select from organization_deletion d where d.organization_id = o.id)
    and o.id in (
      select t.organization_id from task t where t.remind_at > since and t.remind_at <= until and t.deleted_at is null
      union
      -- Time zones lie within a day of UTC.
      select c.organization_id from contract c join organization z on z.id = c.organization_id
        where c.renewal_reminder between (since - interval '1 day')::date and (until + interval '1 day')::date and c.deleted_at is null
          and morning_of(c.renewal_reminder, z.time_zone) > since and morning_of(c.renewal_reminder, z.time_zone) <= until)
$$;
revoke execute on function organizations_to_remind from public;
grant execute on function organizations_to_remind to nextcrm_operator;

select pgboss.create_queue('find-reminders', '{"policy": "standard", "notify": true, "retryLimit": 2, "retryDelay": 5, "expireInSeconds": 900}'::jsonb);
select pgboss.create_queue('remind', '{"policy": "standard", "notify": true, "retryLimit": 8, "retryDelay": 5, "retryBackoff": true, "expireInSeconds": 900}'::jsonb);
