-- A trouble of the installation that its operators were told of, until it is over: one row, whichever process met it.
create table operator_alert (
  name text primary key,
  began_at timestamptz(3) not null default now(),
  -- When a process last met it.
  seen_at timestamptz(3) not null default now()
);
grant select, insert, update, delete on operator_alert to nextcrm_auth;
