import { readRefusals } from "../../audit/refused-seals.ts";
import { readUnsealed } from "../../audit/seal-lag.ts";
import type { Unsealed } from "../../audit/seal-lag.ts";
import type { Database } from "../../ports/database.ts";
import { readQueues } from "../queues.ts";
import type { Queue } from "../queues.ts";

/** What only the database knows, of all organizations together. */
export interface Installation {
  queues: Queue[];
  unsealed: Unsealed;
  refusedLogs: number;
  exports: { status: string; count: number }[];
  /** Of the last day. */
  failedExports: { kind: "audit" | "data" | "person"; count: number }[];
  /** Organizations whose last payment failed. */
  failingPayments: number;
  organizations: { plan: string; status: string; count: number }[];
  /** PostgreSQL's version. */
  postgres: string;
}

const countExports = "select status, count(*) as count from audit_export group by status";
const countFailedExports = `
  select 'audit' as kind, count(*) as count from audit_export where status = 'failed' and completed_at > now() - interval '1 day'
  union all
  select 'data', count(*) from data_export where status = 'failed' and completed_at > now() - interval '1 day'
  union all
  select 'person', count(*) from person_export x join person_request r using (organization_id, id)
    where x.status = 'failed' and x.completed_at > now() - interval '1 day' and r.erased_at is null`;
// What was added up and what came since: it costs the same however many there are.
const countFailingPayments = "select count(*) as count from subscription where grace_until is not null";
const countOrganizations = `
  select split_part(kind, ' ', 1) as plan, split_part(kind, ' ', 2) as status, sum(amount)::bigint as count from (
    select name, kind, amount from installation_count union all select name, kind, amount from installation_change
  ) c where name = 'organization' group by kind having sum(amount) > 0 order by kind`;

async function readInstallation(db: Database): Promise<Installation> {
  return db.transaction({ role: "nextcrm_operator", readOnly: true }, async (sql) => {
    const [queues, unsealed, refusals, exports, failedExports, [failing], organizations, [server]] = await Promise.all([
      readQueues(sql),
      readUnsealed(sql),
      readRefusals(sql),
      sql.query<{ status: string; count: number }>(countExports),
      sql.query<Installation["failedExports"][number]>(countFailedExports),
      sql.query<{ count: number }>(countFailingPayments),
      sql.query<{ plan: string; status: string; count: number }>(countOrganizations),
      sql.query<{ version: string }>("select current_setting('server_version') as version"),
    ]);
    const postgres = server!.version;
    const [refusedLogs, failingPayments] = [refusals.length, failing!.count];
    return { queues, unsealed, refusedLogs, exports, failedExports, failingPayments, organizations, postgres };
  });
}

const patienceMilliseconds = 3_000;

/**
 * Reads it once for all who ask within the same few seconds. Null where the database does not answer in time; one
 * question is under way at most, however long it hangs.
 */
export function installationReader(
  db: Database,
  now: () => number = () => performance.now(),
  freshMilliseconds = 5_000,
): () => Promise<Installation | null> {
  let last: { at: number; read: Promise<Installation | null> } | undefined;
  let isUnderWay = false;
  return () => {
    if (last && (isUnderWay || now() - last.at < freshMilliseconds)) return last.read;
    isUnderWay = true;
    const found = readInstallation(db).finally(() => (isUnderWay = false));
    last = { at: now(), read: inTime(found) };
    return last.read;
  };
}

function inTime<T>(promise: Promise<T>): Promise<T | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), patienceMilliseconds);
    const end = (value: T | null) => {
      clearTimeout(timer);
      resolve(value);
    };
    promise.then(end, () => end(null));
  });
}
