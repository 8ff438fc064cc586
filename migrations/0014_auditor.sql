-- The auditor: somebody who sees the audit log and nothing else.
do $$
declare named text;
begin
  foreach named in array array['member', 'invitation', 'api_key'] loop
    execute format('alter table %I drop constraint %I', named, named || '_role_check');
    execute format('alter table %I add constraint %I check (role in (''owner'', ''admin'', ''member'', ''viewer'', ''auditor''))', named, named || '_role_check');
  end loop;
end $$;
