-- Keys of programs that work for an operator, across organizations. They go with the operator who made them.
create table auth.operator_key (
  id uuid primary key,
  name text not null,
  -- How the key begins, for telling keys apart.
  prefix text not null,
  sha256 text not null unique,
  created_by uuid not null references auth.operator on delete cascade,
  created_at timestamptz(3) not null default now(),
  expires_at timestamptz(3) not null,
  -- From where alone it can be used; null is from anywhere.
  networks text[] check (cardinality(networks) > 0)
);
create index operator_key_maker on auth.operator_key (created_by);
create table auth.operator_key_use (
  key_id uuid primary key references auth.operator_key on delete cascade,
  last_used_at timestamptz(3) not null
);
grant select, insert, delete on auth.operator_key to nextcrm_auth;
grant select, insert, update, delete on auth.operator_key_use to nextcrm_auth;

create constraint trigger audited after insert or update or delete on auth.operator_key
  deferrable initially deferred for each row execute function require_audit_event();
create trigger notify_callers after update or delete on auth.operator_key
  for each row execute function auth.notify_callers('key', 'id');

-- Operators, too, are asked whether they are still who signed in.
grant usage on schema auth to nextcrm_operator;
grant execute on function auth.has_two_factor, auth.session_proved_at to nextcrm_operator;
