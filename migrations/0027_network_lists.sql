-- From which networks an organization can be reached, while its list is enforced.
create table network_list (
  organization_id uuid primary key references organization,
  enforced boolean not null default false,
  -- In the order in which people keep them: [{"network": "203.0.113.0/24", "note": "Office"}], in canonical spelling.
  networks jsonb not null default '[]' check (jsonb_typeof(networks) = 'array' and jsonb_array_length(networks) <= 100),
  version integer not null default 1
);
call protect_tenant_table('network_list', true);
create trigger notify_callers after insert or update or delete on network_list
  for each row execute function auth.notify_callers('organization', 'organization_id');

-- From where a key can be used besides, in canonical spelling; null is from anywhere.
alter table api_key add networks text[] check (cardinality(networks) between 1 and 100);

-- The networks that an organization can be reached from; null is from anywhere.
create function auth.networks_of(organization uuid) returns text[]
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select array(select entry ->> 'network' from jsonb_array_elements(l.networks) entry)
  from public.network_list l where l.organization_id = organization and l.enforced
$$;
create function auth.networks_of_key(organization uuid, key uuid) returns text[]
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select k.networks from public.api_key k where k.organization_id = organization and k.id = key
$$;
revoke execute on function auth.networks_of, auth.networks_of_key from public;
grant execute on function auth.networks_of, auth.networks_of_key to nextcrm_auth;
