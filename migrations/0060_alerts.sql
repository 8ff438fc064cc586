-- Alerts: rules that src/observability/alerts/rules.ts declares, evaluated once a minute by one of the processes. The
-- trouble with limits that the table before was about is one of them.
drop table operator_alert;

-- What each process has seen of a minute, for two hours: counts of requests, and what nobody else can see, such as its
-- own disk. Without an organization, a person, an address.
create table process_minute (
  at timestamptz(3) not null,
  process uuid not null,
  figures jsonb not null,
  primary key (at, process)
);
grant select, insert, delete on process_minute to nextcrm_operator;

-- Which minute was evaluated last, and by which process, which goes on doing it as long as it is there: whoever moves the
-- minute on evaluates, and nobody else. One row.
create table alert_evaluation (
  only_one boolean primary key default true check (only_one),
  minute timestamptz(0) not null default '-infinity',
  process uuid
);
insert into alert_evaluation default values;
grant select, update on alert_evaluation to nextcrm_operator;

-- What operators have changed of a rule, and how it stands.
create table alert_rule (
  name text primary key,
  enabled boolean not null default true,
  -- Null: the one that is declared.
  threshold double precision,
  changed_at timestamptz(3),
  changed_by uuid,
  measured_at timestamptz(3),
  status text check (status in ('measured', 'not_configured', 'failed')),
  value double precision,
  -- Since when the value has been beyond the threshold, and, of an open alert, back within what resolves it.
  over_since timestamptz(3),
  under_since timestamptz(3)
);
grant select, insert, update on alert_rule to nextcrm_operator;

create table alert (
  -- In the order of raising.
  id uuid primary key,
  rule text not null,
  severity text not null check (severity in ('critical', 'warning')),
  raised_at timestamptz(3) not null,
  resolved_at timestamptz(3),
  -- Null while it is open.
  ended text check (ended in ('resolved', 'disabled')),
  -- When it was raised, and the furthest since.
  value double precision not null,
  worst double precision not null,
  threshold double precision not null,
  -- Words of ours: kinds of jobs, names of checks.
  detail text,
  -- When operators were told; null where that was silenced.
  told_at timestamptz(3),
  -- Nobody is told of it, or of the next of its rule, before this.
  silenced_until timestamptz(3),
  silenced_by uuid,
  silence_reason text,
  check ((resolved_at is null) = (ended is null)),
  check ((silenced_until is null) = (silence_reason is null))
);
create unique index alert_open on alert (rule) where resolved_at is null;
create index alert_of_rule on alert (rule, id);
grant select, insert, update, delete on alert to nextcrm_operator;

-- Jobs that were given up lately; not what they were about.
grant select (completed_on) on pgboss.job_common to nextcrm_operator;

-- Posts to the operators' receiver; after twelve tries, about five hours, it is given up.
select pgboss.create_queue('send-alert', '{"policy": "standard", "notify": true, "retryLimit": 12, "retryDelay": 5, "retryBackoff": true,
  "retryDelayMax": 3600, "expireInSeconds": 120}'::jsonb);
