-- How many requests an organization made in an hour, by each key, and by people in the app together (the key zero).
-- Counted in the processes and added here every few seconds.
create table usage_hour (
  organization_id uuid not null,
  hour timestamptz(0) not null,
  key_id uuid not null,
  requests bigint not null check (requests >= 0),
  -- Of these, how many a limit refused.
  refused bigint not null check (refused between 0 and requests),
  primary key (organization_id, hour, key_id)
);
call protect_tenant_table('usage_hour', false);
revoke insert, update, delete on usage_hour from nextcrm_app;
create policy operator on usage_hour to nextcrm_operator using (true) with check (true);
grant select, insert, update, delete on usage_hour to nextcrm_operator;
create index usage_hour_age on usage_hour (hour);
