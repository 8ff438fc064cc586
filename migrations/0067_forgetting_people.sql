-- Whose account goes is forgotten by the operator's log, too: of the people who go with an organization (0042), the next,
-- with what they are called.
create function people_leaving(organization uuid, clock timestamptz, most integer) returns table (id uuid, name text, email text)
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform demand_purge(organization, clock);
  return query select u.id, u.name, u.email from erasure_certificate c, unnest(c.people[1:most]) one join auth."user" u on u.id = one
    where c.organization_id = organization
      and not exists (select from member m where m.user_id = u.id and m.organization_id <> organization and m.removed_at is null)
      and not exists (select from auth.operator p where p.user_id = u.id);
end $$;
revoke execute on function people_leaving from public;
grant execute on function people_leaving to nextcrm_operator;

-- What ties a person to the installation: without any of it, an account can go.
create function account_ties(person uuid) returns table (operator boolean, organizations text[])
  language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select from auth.operator p where p.user_id = person),
    array(select o.name from member m join organization o on o.id = m.organization_id
      where m.user_id = person and m.removed_at is null order by o.name)
$$;

-- Removes an account without ties; false where it has some.
create function remove_account(person uuid) returns boolean
  language sql security definer set search_path = public, pg_temp as $$
  delete from auth."user" u where u.id = person and (select not t.operator and t.organizations = '{}' from account_ties(person) t);
  select not exists (select from auth."user" u where u.id = person)
$$;
revoke execute on function account_ties, remove_account from public;
grant execute on function account_ties, remove_account to nextcrm_operator;
