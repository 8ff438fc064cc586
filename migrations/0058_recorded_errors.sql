-- What failed in the product, the same faults together: their class and place in the code. Nothing in it is of a
-- request or a person (src/telemetry/errors/safe-error.ts).
create table recorded_error (
  fingerprint text primary key check (fingerprint ~ '^[0-9a-f]{32}$'),
  -- What was going on, in the program's words: `A request failed`.
  about text not null,
  -- The class of the error, its code, the places in the code and so on; null where something was told without one.
  error jsonb,
  -- Where it was met: routes, and kinds of jobs as `job import`.
  routes text[] not null,
  seen bigint not null check (seen > 0),
  first_seen timestamptz(3) not null,
  last_seen timestamptz(3) not null,
  last_request_id uuid,
  resolved_at timestamptz(3),
  -- When it came again after it was resolved.
  reopened_at timestamptz(3)
);
create index recorded_error_last on recorded_error (last_seen desc, fingerprint desc);
create index recorded_error_open on recorded_error (last_seen desc, fingerprint desc) where resolved_at is null;
create index recorded_error_routes on recorded_error using gin (routes);

create table recorded_error_hour (
  fingerprint text not null references recorded_error on delete cascade,
  hour timestamptz(0) not null,
  seen bigint not null check (seen > 0),
  primary key (fingerprint, hour)
);
create index recorded_error_hour_age on recorded_error_hour (hour);

-- In which requests, the last of each fault: for whoever is told a request's id.
create table recorded_error_request (
  request_id uuid not null,
  fingerprint text not null references recorded_error on delete cascade,
  route text,
  at timestamptz(3) not null,
  primary key (request_id, fingerprint)
);
create index recorded_error_request_last on recorded_error_request (fingerprint, at desc);

grant select, insert, update, delete on recorded_error, recorded_error_hour, recorded_error_request to nextcrm_operator;
