-- What browsers report of our own pages: code that the policy stopped, features that were refused. Equal reports are one
-- row with a count. Nothing in it is about a person: no address, no browser, of URLs the path at most (clean-report.ts).
create table browser_report (
  fingerprint text primary key,
  kind text not null,
  page text not null,
  about text,
  blocked text,
  source text,
  line integer,
  column_number integer,
  sample text,
  enforced boolean not null,
  seen bigint not null default 1 check (seen > 0),
  first_seen timestamptz(3) not null,
  last_seen timestamptz(3) not null
);
create index browser_report_age on browser_report (last_seen);
grant select, insert, update, delete on browser_report to nextcrm_operator;
