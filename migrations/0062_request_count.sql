-- How many requests there were in each hour of the last 30 days and each minute of the last three hours, in all
-- processes together, and how long they took: counted in the processes, and added here every few seconds.
create table request_count (
  span text not null check (span in ('minute', 'hour')),
  at timestamptz(0) not null,
  requests bigint not null check (requests >= 0),
  -- Of these, what the caller was to blame for (4xx), and what we were (5xx).
  refused bigint not null check (refused >= 0),
  errors bigint not null check (errors >= 0),
  -- How many took so long: src/observability/dashboard/durations.ts has the bounds.
  durations bigint[] not null,
  primary key (span, at)
) with (fillfactor = 50);
grant select, insert, update, delete on request_count to nextcrm_operator;

create function add_each(bigint[], bigint[]) returns bigint[] language sql immutable as $$
  select array_agg(coalesce(one, 0) + coalesce(other, 0) order by place) from unnest($1, $2) with ordinality as u (one, other, place)
$$;
revoke execute on function add_each from public;
grant execute on function add_each to nextcrm_operator;
