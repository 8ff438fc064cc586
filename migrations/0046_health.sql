-- Whether the database takes what is written: each look of GET /api/health writes here. One row.
create table health_pulse (
  only_one boolean primary key default true check (only_one),
  at timestamptz(3) not null default now()
) with (fillfactor = 10);
insert into health_pulse default values;
grant select, update on health_pulse to nextcrm_operator;

-- What each process found once a minute, for a day.
create table health_sample (
  at timestamptz(0) not null,
  process uuid not null,
  check_name text not null,
  status text not null check (status in ('up', 'degraded', 'down')),
  milliseconds real not null check (milliseconds >= 0),
  primary key (at, process, check_name)
);
grant select, insert, delete on health_sample to nextcrm_operator;

-- When something was last sealed.
alter table audit_sequencer add column sealed_at timestamptz(3);

-- How many jobs wait, and since when; not what they are about.
grant select (name, state, blocked, created_on) on pgboss.job_common to nextcrm_operator;
