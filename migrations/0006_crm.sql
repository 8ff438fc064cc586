-- What the verbs of the records need beside the records' own tables.

create unique index invoice_number on invoice (organization_id, name) where number is not null;
create index invoice_due on invoice (organization_id, due_date) where status in ('issued', 'sent', 'partially_paid') and deleted_at is null;

-- The last number given out in a series. Its row stays locked until the invoice commits, so no number is skipped.
create table invoice_series (
  organization_id uuid not null references organization,
  series text not null,
  year integer not null,
  last_number integer not null,
  primary key (organization_id, series, year)
);
call protect_tenant_table('invoice_series', true);
revoke delete on invoice_series from nextcrm_app;

create index opportunity_board on opportunity (organization_id, stage_id, position, id) where deleted_at is null;
create index task_board on task (organization_id, project_id, section_id, position, id) where deleted_at is null;

-- Every file that a document ever had; the last one is the document's.
create table document_version (
  organization_id uuid not null,
  document_id uuid not null,
  file_version integer not null,
  storage_key text not null,
  filename text,
  media_type text,
  size bigint not null,
  sha256 text not null,
  created_at timestamptz(3) not null default now(),
  created_by uuid,
  primary key (organization_id, document_id, file_version),
  foreign key (organization_id, document_id) references document on delete cascade
);
call protect_tenant_table('document_version', true);

-- Stored bytes that nothing refers to, or will not if an upload dies half way. They go when their time has come.
-- No foreign key: the bytes of an organization that is gone still have to be removed.
create table abandoned_file (
  organization_id uuid not null,
  storage_key text not null,
  remove_after timestamptz(3) not null default now(),
  primary key (organization_id, storage_key)
);
call protect_tenant_table('abandoned_file', false);
create policy operator on abandoned_file to nextcrm_operator using (true) with check (true);
grant select, delete on abandoned_file to nextcrm_operator;
create index abandoned_file_due on abandoned_file (remove_after);

create function abandon_file() returns trigger language plpgsql as $$
begin
  insert into abandoned_file (organization_id, storage_key) values (old.organization_id, old.storage_key) on conflict do nothing;
  return null;
end $$;
create trigger abandon_file after delete on document_version for each row execute function abandon_file();

-- What people say about a record.
create table comment (
  organization_id uuid not null references organization,
  id uuid not null,
  account_id uuid,
  contact_id uuid,
  lead_id uuid,
  opportunity_id uuid,
  activity_id uuid,
  task_id uuid,
  project_id uuid,
  document_id uuid,
  invoice_id uuid,
  contract_id uuid,
  body text not null,
  created_at timestamptz(3) not null default now(),
  created_by uuid,
  primary key (organization_id, id),
  check (num_nonnulls(account_id, contact_id, lead_id, opportunity_id, activity_id, task_id, project_id, document_id, invoice_id, contract_id) = 1),
  foreign key (organization_id, account_id) references account on delete cascade,
  foreign key (organization_id, contact_id) references contact on delete cascade,
  foreign key (organization_id, lead_id) references lead on delete cascade,
  foreign key (organization_id, opportunity_id) references opportunity on delete cascade,
  foreign key (organization_id, activity_id) references activity on delete cascade,
  foreign key (organization_id, task_id) references task on delete cascade,
  foreign key (organization_id, project_id) references project on delete cascade,
  foreign key (organization_id, document_id) references document on delete cascade,
  foreign key (organization_id, invoice_id) references invoice on delete cascade,
  foreign key (organization_id, contract_id) references contract on delete cascade
);
create index comment_account on comment (organization_id, account_id, id) where account_id is not null;
create index comment_contact on comment (organization_id, contact_id, id) where contact_id is not null;
create index comment_lead on comment (organization_id, lead_id, id) where lead_id is not null;
create index comment_opportunity on comment (organization_id, opportunity_id, id) where opportunity_id is not null;
create index comment_activity on comment (organization_id, activity_id, id) where activity_id is not null;
create index comment_task on comment (organization_id, task_id, id) where task_id is not null;
create index comment_project on comment (organization_id, project_id, id) where project_id is not null;
create index comment_document on comment (organization_id, document_id, id) where document_id is not null;
create index comment_invoice on comment (organization_id, invoice_id, id) where invoice_id is not null;
create index comment_contract on comment (organization_id, contract_id, id) where contract_id is not null;
call protect_tenant_table('comment', true);

-- A list's filters, order and columns under a name, of one member or for all.
create table saved_view (
  organization_id uuid not null references organization,
  id uuid not null,
  user_id uuid not null,
  record_type text not null,
  name text not null,
  shared boolean not null default false,
  definition jsonb not null default '{}',
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organization_id, id),
  foreign key (organization_id, user_id) references member
);
create unique index saved_view_name on saved_view (organization_id, user_id, record_type, lower(name));
create index saved_view_type on saved_view (organization_id, record_type);
call protect_tenant_table('saved_view', true);
