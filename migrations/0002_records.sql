-- The tables of the record types; tests compare them with the declarations in src/crm.

create table account (
  organization_id uuid not null references organization,
  id uuid not null,
  name text not null,
  website text,
  domain text,
  email text,
  phone text,
  type text,
  status text default 'active',
  industry text,
  employees integer,
  annual_revenue numeric(18,2),
  currency text,
  vat_number text,
  registration_number text,
  year_founded integer,
  parent_account_id uuid,
  billing_street text,
  billing_city text,
  billing_state text,
  billing_postal_code text,
  billing_country text,
  shipping_street text,
  shipping_city text,
  shipping_state text,
  shipping_postal_code text,
  shipping_country text,
  description text,
  last_activity_at timestamptz(3),
  owner_id uuid,
  owner_name text,
  tags text[] not null default '{}',
  external_id text,
  custom jsonb not null default '{}',
  cleared_references jsonb,
  version integer not null default 1,
  created_at timestamptz(3) not null default now(),
  created_by uuid,
  updated_at timestamptz(3) not null default now(),
  updated_by uuid,
  deleted_at timestamptz(3),
  deleted_by uuid,
  display_name text generated always as (coalesce(name, '')) stored,
  sort_name text collate "C" generated always as (left(fold(coalesce(name, '')), 200)) stored,
  search text collate "C" generated always as (fold(coalesce(name, '') || ' ' || coalesce(website, '') || ' ' || coalesce(domain, '') || ' ' || coalesce(email, ''))) stored,
  primary key (organization_id, id),
  foreign key (organization_id, owner_id) references member
);
create unique index account_external on account (organization_id, external_id) where external_id is not null and deleted_at is null;
create index account_search on account using gin (organization_id, search gin_trgm_ops);
create index account_name on account (organization_id, sort_name, id);
create index account_created on account (organization_id, created_at, id);
create index account_updated on account (organization_id, updated_at, id);
create index account_owner on account (organization_id, owner_id) where owner_id is not null;
create unique index account_domain on account (organization_id, lower(domain)) where domain is not null and deleted_at is null;
create index account_parent_account_id on account (organization_id, parent_account_id) where parent_account_id is not null;
call protect_tenant_table('account', true);

create table contact (
  organization_id uuid not null references organization,
  id uuid not null,
  salutation text,
  first_name text,
  last_name text not null,
  account_id uuid,
  title text,
  department text,
  email text,
  secondary_email text,
  office_phone text,
  mobile_phone text,
  street text,
  city text,
  state text,
  postal_code text,
  country text,
  website text,
  birthday date,
  linkedin text,
  x text,
  facebook text,
  status text default 'active',
  lead_source text,
  do_not_call boolean default false,
  do_not_email boolean default false,
  consent_at timestamptz(3),
  consent_source text,
  description text,
  last_activity_at timestamptz(3),
  owner_id uuid,
  owner_name text,
  tags text[] not null default '{}',
  external_id text,
  custom jsonb not null default '{}',
  cleared_references jsonb,
  version integer not null default 1,
  created_at timestamptz(3) not null default now(),
  created_by uuid,
  updated_at timestamptz(3) not null default now(),
  updated_by uuid,
  deleted_at timestamptz(3),
  deleted_by uuid,
  display_name text generated always as (btrim(coalesce(first_name, '') || ' ' || coalesce(last_name, ''))) stored,
  sort_name text collate "C" generated always as (left(fold(btrim(coalesce(first_name, '') || ' ' || coalesce(last_name, ''))), 200)) stored,
  search text collate "C" generated always as (fold(coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' ' || coalesce(email, ''))) stored,
  primary key (organization_id, id),
  foreign key (organization_id, owner_id) references member
);
create unique index contact_external on contact (organization_id, external_id) where external_id is not null and deleted_at is null;
create index contact_search on contact using gin (organization_id, search gin_trgm_ops);
create index contact_name on contact (organization_id, sort_name, id);
create index contact_created on contact (organization_id, created_at, id);
create index contact_updated on contact (organization_id, updated_at, id);
create index contact_owner on contact (organization_id, owner_id) where owner_id is not null;
create index contact_account_id on contact (organization_id, account_id) where account_id is not null;
create unique index contact_email on contact (organization_id, lower(email)) where email is not null and deleted_at is null;
call protect_tenant_table('contact', true);

create table lead (
  organization_id uuid not null references organization,
  id uuid not null,
  first_name text,
  last_name text not null,
  company text,
  title text,
  email text,
  phone text,
  website text,
  industry text,
  source text,
  status text default 'new',
  rating text,
  estimated_amount numeric(18,2),
  currency text,
  referred_by text,
  street text,
  city text,
  state text,
  postal_code text,
  country text,
  description text,
  lost_reason text,
  converted_at timestamptz(3),
  converted_account_id uuid,
  converted_contact_id uuid,
  converted_opportunity_id uuid,
  owner_id uuid,
  owner_name text,
  tags text[] not null default '{}',
  external_id text,
  custom jsonb not null default '{}',
  cleared_references jsonb,
  version integer not null default 1,
  created_at timestamptz(3) not null default now(),
  created_by uuid,
  updated_at timestamptz(3) not null default now(),
  updated_by uuid,
  deleted_at timestamptz(3),
  deleted_by uuid,
  display_name text generated always as (btrim(coalesce(first_name, '') || ' ' || coalesce(last_name, ''))) stored,
  sort_name text collate "C" generated always as (left(fold(btrim(coalesce(first_name, '') || ' ' || coalesce(last_name, ''))), 200)) stored,
  search text collate "C" generated always as (fold(coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' ' || coalesce(company, '') || ' ' || coalesce(email, ''))) stored,
  primary key (organization_id, id),
  foreign key (organization_id, owner_id) references member
);
create unique index lead_external on lead (organization_id, external_id) where external_id is not null and deleted_at is null;
create index lead_search on lead using gin (organization_id, search gin_trgm_ops);
create index lead_name on lead (organization_id, sort_name, id);
create index lead_created on lead (organization_id, created_at, id);
create index lead_updated on lead (organization_id, updated_at, id);
create index lead_owner on lead (organization_id, owner_id) where owner_id is not null;
create index lead_converted_account_id on lead (organization_id, converted_account_id) where converted_account_id is not null;
create index lead_converted_contact_id on lead (organization_id, converted_contact_id) where converted_contact_id is not null;
create index lead_converted_opportunity_id on lead (organization_id, converted_opportunity_id) where converted_opportunity_id is not null;
call protect_tenant_table('lead', true);

create table opportunity (
  organization_id uuid not null references organization,
  id uuid not null,
  name text not null,
  account_id uuid,
  primary_contact_id uuid,
  pipeline_id uuid,
  stage_id uuid,
  position numeric(18,4),
  stage_entered_at timestamptz(3),
  status text default 'open',
  amount numeric(18,2),
  currency text,
  probability numeric(5,2),
  expected_revenue numeric(18,2),
  engage_date date,
  close_date date,
  closed_at timestamptz(3),
  type text,
  product text,
  lead_source text,
  next_step text,
  lost_reason text,
  description text,
  last_activity_at timestamptz(3),
  owner_id uuid,
  owner_name text,
  tags text[] not null default '{}',
  external_id text,
  custom jsonb not null default '{}',
  cleared_references jsonb,
  version integer not null default 1,
  created_at timestamptz(3) not null default now(),
  created_by uuid,
  updated_at timestamptz(3) not null default now(),
  updated_by uuid,
  deleted_at timestamptz(3),
  deleted_by uuid,
  display_name text generated always as (coalesce(name, '')) stored,
  sort_name text collate "C" generated always as (left(fold(coalesce(name, '')), 200)) stored,
  search text collate "C" generated always as (fold(coalesce(name, '') || ' ' || coalesce(product, ''))) stored,
  primary key (organization_id, id),
  foreign key (organization_id, owner_id) references member
);
create unique index opportunity_external on opportunity (organization_id, external_id) where external_id is not null and deleted_at is null;
create index opportunity_search on opportunity using gin (organization_id, search gin_trgm_ops);
create index opportunity_name on opportunity (organization_id, sort_name, id);
create index opportunity_created on opportunity (organization_id, created_at, id);
create index opportunity_updated on opportunity (organization_id, updated_at, id);
create index opportunity_owner on opportunity (organization_id, owner_id) where owner_id is not null;
create index opportunity_account_id on opportunity (organization_id, account_id) where account_id is not null;
create index opportunity_primary_contact_id on opportunity (organization_id, primary_contact_id) where primary_contact_id is not null;
create index opportunity_pipeline_id on opportunity (organization_id, pipeline_id) where pipeline_id is not null;
create index opportunity_stage_id on opportunity (organization_id, stage_id) where stage_id is not null;
call protect_tenant_table('opportunity', true);

create table opportunity_contact (
  organization_id uuid not null,
  opportunity_id uuid not null,
  position integer not null,
  contact_id uuid not null,
  part text,
  primary key (organization_id, opportunity_id, position)
);
create index opportunity_contact_contact_id on opportunity_contact (organization_id, contact_id) where contact_id is not null;
call protect_tenant_table('opportunity_contact', true);

create table activity (
  organization_id uuid not null references organization,
  id uuid not null,
  type text not null,
  title text not null,
  body text,
  date timestamptz(3),
  duration_minutes integer,
  outcome text,
  owner_id uuid,
  owner_name text,
  tags text[] not null default '{}',
  external_id text,
  custom jsonb not null default '{}',
  cleared_references jsonb,
  version integer not null default 1,
  created_at timestamptz(3) not null default now(),
  created_by uuid,
  updated_at timestamptz(3) not null default now(),
  updated_by uuid,
  deleted_at timestamptz(3),
  deleted_by uuid,
  display_name text generated always as (coalesce(title, '')) stored,
  sort_name text collate "C" generated always as (left(fold(coalesce(title, '')), 200)) stored,
  search text collate "C" generated always as (fold(coalesce(title, ''))) stored,
  primary key (organization_id, id),
  foreign key (organization_id, owner_id) references member
);
create unique index activity_external on activity (organization_id, external_id) where external_id is not null and deleted_at is null;
create index activity_search on activity using gin (organization_id, search gin_trgm_ops);
create index activity_name on activity (organization_id, sort_name, id);
create index activity_created on activity (organization_id, created_at, id);
create index activity_updated on activity (organization_id, updated_at, id);
create index activity_owner on activity (organization_id, owner_id) where owner_id is not null;
call protect_tenant_table('activity', true);

create table activity_link (
  organization_id uuid not null,
  activity_id uuid not null,
  position integer not null,
  account_id uuid,
  contact_id uuid,
  lead_id uuid,
  opportunity_id uuid,
  invoice_id uuid,
  project_id uuid,
  contract_id uuid,
  primary key (organization_id, activity_id, position),
  check (num_nonnulls(account_id, contact_id, lead_id, opportunity_id, invoice_id, project_id, contract_id) = 1)
);
create index activity_link_account_id on activity_link (organization_id, account_id) where account_id is not null;
create index activity_link_contact_id on activity_link (organization_id, contact_id) where contact_id is not null;
create index activity_link_lead_id on activity_link (organization_id, lead_id) where lead_id is not null;
create index activity_link_opportunity_id on activity_link (organization_id, opportunity_id) where opportunity_id is not null;
create index activity_link_invoice_id on activity_link (organization_id, invoice_id) where invoice_id is not null;
create index activity_link_project_id on activity_link (organization_id, project_id) where project_id is not null;
create index activity_link_contract_id on activity_link (organization_id, contract_id) where contract_id is not null;
call protect_tenant_table('activity_link', true);

create table task (
  organization_id uuid not null references organization,
  id uuid not null,
  title text not null,
  content text,
  status text default 'not_started',
  priority text default 'normal',
  start_date date,
  due_date date,
  completed_at timestamptz(3),
  assignee_id uuid,
  project_id uuid,
  section_id uuid,
  position numeric(18,4),
  remind_at timestamptz(3),
  owner_id uuid,
  owner_name text,
  tags text[] not null default '{}',
  external_id text,
  custom jsonb not null default '{}',
  cleared_references jsonb,
  version integer not null default 1,
  created_at timestamptz(3) not null default now(),
  created_by uuid,
  updated_at timestamptz(3) not null default now(),
  updated_by uuid,
  deleted_at timestamptz(3),
  deleted_by uuid,
  display_name text generated always as (coalesce(title, '')) stored,
  sort_name text collate "C" generated always as (left(fold(coalesce(title, '')), 200)) stored,
  search text collate "C" generated always as (fold(coalesce(title, ''))) stored,
  primary key (organization_id, id),
  foreign key (organization_id, owner_id) references member
);
create unique index task_external on task (organization_id, external_id) where external_id is not null and deleted_at is null;
create index task_search on task using gin (organization_id, search gin_trgm_ops);
create index task_name on task (organization_id, sort_name, id);
create index task_created on task (organization_id, created_at, id);
create index task_updated on task (organization_id, updated_at, id);
create index task_owner on task (organization_id, owner_id) where owner_id is not null;
create index task_project_id on task (organization_id, project_id) where project_id is not null;
create index task_section_id on task (organization_id, section_id) where section_id is not null;
call protect_tenant_table('task', true);

create table task_link (
  organization_id uuid not null,
  task_id uuid not null,
  position integer not null,
  account_id uuid,
  contact_id uuid,
  lead_id uuid,
  opportunity_id uuid,
  invoice_id uuid,
  project_id uuid,
  contract_id uuid,
  primary key (organization_id, task_id, position),
  check (num_nonnulls(account_id, contact_id, lead_id, opportunity_id, invoice_id, project_id, contract_id) = 1)
);
create index task_link_account_id on task_link (organization_id, account_id) where account_id is not null;
create index task_link_contact_id on task_link (organization_id, contact_id) where contact_id is not null;
create index task_link_lead_id on task_link (organization_id, lead_id) where lead_id is not null;
create index task_link_opportunity_id on task_link (organization_id, opportunity_id) where opportunity_id is not null;
create index task_link_invoice_id on task_link (organization_id, invoice_id) where invoice_id is not null;
create index task_link_project_id on task_link (organization_id, project_id) where project_id is not null;
create index task_link_contract_id on task_link (organization_id, contract_id) where contract_id is not null;
call protect_tenant_table('task_link', true);

create table project (
  organization_id uuid not null references organization,
  id uuid not null,
  title text not null,
  description text,
  status text default 'planned',
  account_id uuid,
  start_date date,
  due_date date,
  owner_id uuid,
  owner_name text,
  tags text[] not null default '{}',
  external_id text,
  custom jsonb not null default '{}',
  cleared_references jsonb,
  version integer not null default 1,
  created_at timestamptz(3) not null default now(),
  created_by uuid,
  updated_at timestamptz(3) not null default now(),
  updated_by uuid,
  deleted_at timestamptz(3),
  deleted_by uuid,
  display_name text generated always as (coalesce(title, '')) stored,
  sort_name text collate "C" generated always as (left(fold(coalesce(title, '')), 200)) stored,
  search text collate "C" generated always as (fold(coalesce(title, ''))) stored,
  primary key (organization_id, id),
  foreign key (organization_id, owner_id) references member
);
create unique index project_external on project (organization_id, external_id) where external_id is not null and deleted_at is null;
create index project_search on project using gin (organization_id, search gin_trgm_ops);
create index project_name on project (organization_id, sort_name, id);
create index project_created on project (organization_id, created_at, id);
create index project_updated on project (organization_id, updated_at, id);
create index project_owner on project (organization_id, owner_id) where owner_id is not null;
create index project_account_id on project (organization_id, account_id) where account_id is not null;
call protect_tenant_table('project', true);

create table project_section (
  organization_id uuid not null,
  id uuid not null,
  project_id uuid not null,
  name text not null,
  position integer not null default 0,
  primary key (organization_id, id)
);
create index project_section_project on project_section (organization_id, project_id, position);
call protect_tenant_table('project_section', true);

create table document (
  organization_id uuid not null references organization,
  id uuid not null,
  name text not null,
  type text default 'other',
  status text default 'active',
  folder text,
  expiry_date date,
  description text,
  filename text,
  media_type text,
  size bigint,
  sha256 text,
  file_version integer,
  predecessor_id uuid,
  owner_id uuid,
  owner_name text,
  tags text[] not null default '{}',
  external_id text,
  custom jsonb not null default '{}',
  cleared_references jsonb,
  version integer not null default 1,
  created_at timestamptz(3) not null default now(),
  created_by uuid,
  updated_at timestamptz(3) not null default now(),
  updated_by uuid,
  deleted_at timestamptz(3),
  deleted_by uuid,
  display_name text generated always as (coalesce(name, '')) stored,
  sort_name text collate "C" generated always as (left(fold(coalesce(name, '')), 200)) stored,
  search text collate "C" generated always as (fold(coalesce(name, '') || ' ' || coalesce(folder, '') || ' ' || coalesce(filename, ''))) stored,
  primary key (organization_id, id),
  foreign key (organization_id, owner_id) references member
);
create unique index document_external on document (organization_id, external_id) where external_id is not null and deleted_at is null;
create index document_search on document using gin (organization_id, search gin_trgm_ops);
create index document_name on document (organization_id, sort_name, id);
create index document_created on document (organization_id, created_at, id);
create index document_updated on document (organization_id, updated_at, id);
create index document_owner on document (organization_id, owner_id) where owner_id is not null;
create index document_predecessor_id on document (organization_id, predecessor_id) where predecessor_id is not null;
call protect_tenant_table('document', true);

create table document_link (
  organization_id uuid not null,
  document_id uuid not null,
  position integer not null,
  account_id uuid,
  contact_id uuid,
  lead_id uuid,
  opportunity_id uuid,
  invoice_id uuid,
  project_id uuid,
  contract_id uuid,
  primary key (organization_id, document_id, position),
  check (num_nonnulls(account_id, contact_id, lead_id, opportunity_id, invoice_id, project_id, contract_id) = 1)
);
create index document_link_account_id on document_link (organization_id, account_id) where account_id is not null;
create index document_link_contact_id on document_link (organization_id, contact_id) where contact_id is not null;
create index document_link_lead_id on document_link (organization_id, lead_id) where lead_id is not null;
create index document_link_opportunity_id on document_link (organization_id, opportunity_id) where opportunity_id is not null;
create index document_link_invoice_id on document_link (organization_id, invoice_id) where invoice_id is not null;
create index document_link_project_id on document_link (organization_id, project_id) where project_id is not null;
create index document_link_contract_id on document_link (organization_id, contract_id) where contract_id is not null;
call protect_tenant_table('document_link', true);

create table invoice (
  organization_id uuid not null references organization,
  id uuid not null,
  name text,
  type text default 'invoice',
  status text default 'draft',
  series text,
  number integer,
  account_id uuid,
  contact_id uuid,
  contract_id uuid,
  opportunity_id uuid,
  subject text,
  billing_name text,
  billing_street text,
  billing_city text,
  billing_state text,
  billing_postal_code text,
  billing_country text,
  billing_vat_number text,
  issue_date date,
  supply_date date,
  due_date date,
  currency text,
  subtotal numeric(18,2),
  discount numeric(18,2),
  tax numeric(18,2),
  total numeric(18,2),
  paid numeric(18,2),
  balance numeric(18,2),
  notes text,
  issued_at timestamptz(3),
  sent_at timestamptz(3),
  cancelled_at timestamptz(3),
  owner_id uuid,
  owner_name text,
  tags text[] not null default '{}',
  external_id text,
  custom jsonb not null default '{}',
  cleared_references jsonb,
  version integer not null default 1,
  created_at timestamptz(3) not null default now(),
  created_by uuid,
  updated_at timestamptz(3) not null default now(),
  updated_by uuid,
  deleted_at timestamptz(3),
  deleted_by uuid,
  display_name text generated always as (coalesce(name, '')) stored,
  sort_name text collate "C" generated always as (left(fold(coalesce(name, '')), 200)) stored,
  search text collate "C" generated always as (fold(coalesce(name, '') || ' ' || coalesce(subject, ''))) stored,
  primary key (organization_id, id),
  foreign key (organization_id, owner_id) references member
);
create unique index invoice_external on invoice (organization_id, external_id) where external_id is not null and deleted_at is null;
create index invoice_search on invoice using gin (organization_id, search gin_trgm_ops);
create index invoice_name on invoice (organization_id, sort_name, id);
create index invoice_created on invoice (organization_id, created_at, id);
create index invoice_updated on invoice (organization_id, updated_at, id);
create index invoice_owner on invoice (organization_id, owner_id) where owner_id is not null;
create index invoice_account_id on invoice (organization_id, account_id) where account_id is not null;
create index invoice_contact_id on invoice (organization_id, contact_id) where contact_id is not null;
create index invoice_contract_id on invoice (organization_id, contract_id) where contract_id is not null;
create index invoice_opportunity_id on invoice (organization_id, opportunity_id) where opportunity_id is not null;
call protect_tenant_table('invoice', true);

create table invoice_line (
  organization_id uuid not null,
  invoice_id uuid not null,
  position integer not null,
  description text not null,
  quantity numeric(18,4) not null,
  unit text,
  unit_price numeric(18,2) not null,
  discount_percent numeric(5,2),
  tax_rate numeric(5,2),
  total numeric(18,2),
  primary key (organization_id, invoice_id, position)
);
call protect_tenant_table('invoice_line', true);

create table invoice_payment (
  organization_id uuid not null,
  invoice_id uuid not null,
  position integer not null,
  id text,
  amount numeric(18,2) not null,
  paid_on date not null,
  method text,
  reference text,
  primary key (organization_id, invoice_id, position)
);
call protect_tenant_table('invoice_payment', true);

create table contract (
  organization_id uuid not null references organization,
  id uuid not null,
  title text not null,
  number text,
  account_id uuid,
  opportunity_id uuid,
  type text,
  status text default 'draft',
  value numeric(18,2),
  currency text,
  start_date date,
  end_date date,
  auto_renew boolean default false,
  notice_days integer,
  renewal_reminder date,
  description text,
  owner_id uuid,
  owner_name text,
  tags text[] not null default '{}',
  external_id text,
  custom jsonb not null default '{}',
  cleared_references jsonb,
  version integer not null default 1,
  created_at timestamptz(3) not null default now(),
  created_by uuid,
  updated_at timestamptz(3) not null default now(),
  updated_by uuid,
  deleted_at timestamptz(3),
  deleted_by uuid,
  display_name text generated always as (coalesce(title, '')) stored,
  sort_name text collate "C" generated always as (left(fold(coalesce(title, '')), 200)) stored,
  search text collate "C" generated always as (fold(coalesce(title, '') || ' ' || coalesce(number, ''))) stored,
  primary key (organization_id, id),
  foreign key (organization_id, owner_id) references member
);
create unique index contract_external on contract (organization_id, external_id) where external_id is not null and deleted_at is null;
create index contract_search on contract using gin (organization_id, search gin_trgm_ops);
create index contract_name on contract (organization_id, sort_name, id);
create index contract_created on contract (organization_id, created_at, id);
create index contract_updated on contract (organization_id, updated_at, id);
create index contract_owner on contract (organization_id, owner_id) where owner_id is not null;
create index contract_account_id on contract (organization_id, account_id) where account_id is not null;
create index contract_opportunity_id on contract (organization_id, opportunity_id) where opportunity_id is not null;
call protect_tenant_table('contract', true);

create table contract_signature (
  organization_id uuid not null,
  contract_id uuid not null,
  position integer not null,
  name text not null,
  email text,
  side text,
  signed_on date,
  primary key (organization_id, contract_id, position)
);
call protect_tenant_table('contract_signature', true);

alter table account add foreign key (organization_id, parent_account_id) references account;
alter table contact add foreign key (organization_id, account_id) references account;
alter table lead add foreign key (organization_id, converted_account_id) references account;
alter table lead add foreign key (organization_id, converted_contact_id) references contact;
alter table lead add foreign key (organization_id, converted_opportunity_id) references opportunity;
alter table opportunity add foreign key (organization_id, account_id) references account;
alter table opportunity add foreign key (organization_id, primary_contact_id) references contact;
alter table opportunity add foreign key (organization_id, pipeline_id) references pipeline;
alter table opportunity add foreign key (organization_id, stage_id) references stage;
alter table opportunity_contact add foreign key (organization_id, opportunity_id) references opportunity;
alter table opportunity_contact add foreign key (organization_id, contact_id) references contact;
alter table activity_link add foreign key (organization_id, activity_id) references activity;
alter table activity_link add foreign key (organization_id, account_id) references account;
alter table activity_link add foreign key (organization_id, contact_id) references contact;
alter table activity_link add foreign key (organization_id, lead_id) references lead;
alter table activity_link add foreign key (organization_id, opportunity_id) references opportunity;
alter table activity_link add foreign key (organization_id, invoice_id) references invoice;
alter table activity_link add foreign key (organization_id, project_id) references project;
alter table activity_link add foreign key (organization_id, contract_id) references contract;
alter table task add foreign key (organization_id, assignee_id) references member;
alter table task add foreign key (organization_id, project_id) references project;
alter table task add foreign key (organization_id, section_id) references project_section;
alter table task_link add foreign key (organization_id, task_id) references task;
alter table task_link add foreign key (organization_id, account_id) references account;
alter table task_link add foreign key (organization_id, contact_id) references contact;
alter table task_link add foreign key (organization_id, lead_id) references lead;
alter table task_link add foreign key (organization_id, opportunity_id) references opportunity;
alter table task_link add foreign key (organization_id, invoice_id) references invoice;
alter table task_link add foreign key (organization_id, project_id) references project;
alter table task_link add foreign key (organization_id, contract_id) references contract;
alter table project add foreign key (organization_id, account_id) references account;
alter table project_section add foreign key (organization_id, project_id) references project;
alter table document add foreign key (organization_id, predecessor_id) references document;
alter table document_link add foreign key (organization_id, document_id) references document;
alter table document_link add foreign key (organization_id, account_id) references account;
alter table document_link add foreign key (organization_id, contact_id) references contact;
alter table document_link add foreign key (organization_id, lead_id) references lead;
alter table document_link add foreign key (organization_id, opportunity_id) references opportunity;
alter table document_link add foreign key (organization_id, invoice_id) references invoice;
alter table document_link add foreign key (organization_id, project_id) references project;
alter table document_link add foreign key (organization_id, contract_id) references contract;
alter table invoice add foreign key (organization_id, account_id) references account;
alter table invoice add foreign key (organization_id, contact_id) references contact;
alter table invoice add foreign key (organization_id, contract_id) references contract;
alter table invoice add foreign key (organization_id, opportunity_id) references opportunity;
alter table invoice_line add foreign key (organization_id, invoice_id) references invoice;
alter table invoice_payment add foreign key (organization_id, invoice_id) references invoice;
alter table contract add foreign key (organization_id, account_id) references account;
alter table contract add foreign key (organization_id, opportunity_id) references opportunity;
alter table contract_signature add foreign key (organization_id, contract_id) references contract;
