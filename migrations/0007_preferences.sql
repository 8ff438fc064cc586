-- How a person wants to see the app, wherever they sign in. NULL: as the browser has it.
create table auth.preference (
  user_id uuid primary key references auth."user" on delete cascade,
  theme text not null default 'system' check (theme in ('light', 'dark', 'system')),
  -- BCP 47 in canonical form; IANA.
  locale text,
  time_zone text,
  -- 1 is Monday, 7 Sunday.
  week_start smallint check (week_start between 1 and 7)
);
grant select, insert, update on auth.preference to nextcrm_auth;
