import type pg from "pg";
import { PgBoss } from "pg-boss";
import type { Sql } from "../ports/database.ts";
import { Problem } from "../problems.ts";
import type { FailedJob, JobKind, JobKinds, Jobs, LatestRuns } from "../ports/jobs.ts";

interface Settings {
  /** The serving login's connection. */
  connection: pg.ClientConfig;
  /** What went wrong behind the requests: a job that failed, a database that is away. */
  failed(error: unknown, about: { kind?: JobKind; jobId?: string }): void;
}

/** Jobs of one kind that run at once in one process. */
const atOnce: Partial<Record<JobKind, number>> = { "send-mail": 4, "audit-export": 2 };

/** Of which of its payloads a kind has one job at a time; its queue is exclusive. */
const oneOf: Partial<Record<JobKind, (payload: object) => string>> = {
  "purge-organization": (payload) => (payload as JobKinds["purge-organization"]).organizationId,
};

/**
 * Jobs through pg-boss, whose tables and queues our migrations made. It works as nextcrm_jobs on a pool of its own;
 * enqueuing happens on the caller's connection, in the caller's transaction.
 */
export async function pgBossJobs({ connection, failed }: Settings): Promise<Jobs> {
  const boss = new PgBoss({
    ...(connection as object),
    options: "-c role=nextcrm_jobs -c jit=off",
    max: 3,
    application_name: "nextcrm jobs",
    migrate: false,
    createSchema: false,
    reindex: false,
    useListenNotify: true,
    registerInstance: false,
  });
  boss.on("error", (error) => failed(error, {}));
  await boss.start();
  return {
    enqueue: async (sql, kind, payload, ahead = 0) => {
      const only = oneOf[kind]?.(payload);
      await boss.send(kind, payload, { db: executorOn(sql), priority: -ahead, ...(only && { singletonKey: only }) });
    },
    work: async (kind, handle) => {
      // Waiting jobs are announced; asking for them now and then catches what was announced to nobody.
      const options = { batchSize: 1, notifyPollingIntervalSeconds: 10 };
      const begin = async () => {
        const worker = await boss.work<JobKinds[typeof kind]>(kind, options, async ([job]) => {
          if (!job) return;
          try {
            await handle(job.data, job.signal);
          } catch (error) {
            failed(error, { kind, jobId: job.id });
            throw error;
          } finally {
            // Where there was one there may be more: a queue is worked off without pauses.
            boss.notifyWorker(worker);
          }
        });
      };
      await Promise.all(Array.from({ length: atOnce[kind] ?? 1 }, begin));
    },
    schedule: (kind, cron, payload) => boss.schedule(kind, cron, payload),
    failed: async (most) => (await boss.getDb().executeSql(failedText, [most])).rows as FailedJob[],
    latest: async (kind) => (await boss.getDb().executeSql(latestText, [kind])).rows[0] as LatestRuns,
    retry: async (kind, id) => {
      const asked = boss.getDb().executeSql(retryText, [kind, id]);
      return (await asked.catch(explainAnother)).rows.length > 0;
    },
    cancel: async (kind, id) => (await boss.getDb().executeSql(cancelText, [kind, id])).rows.length > 0,
    stop: (graceMilliseconds) => boss.stop({ graceful: true, timeout: graceMilliseconds }),
  };
}

// What a job was given and what an error said may tell of people.
const errorClass =
  "coalesce(substring(output->>'name' from '^[A-Za-z]{1,100}$'), substring(output->>'stack' from '^([A-Za-z]{1,100}):'), 'Error')";
const rfc3339 = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const failedText = `
  select id::text, name as kind, data->>'organizationId' as "organizationId", ${errorClass} as error,
    retry_count + 1 as tries, ${rfc3339("completed_on")} as "failedAt"
  from pgboss.job_common where state = 'failed' order by completed_on desc, id limit $1`;
// Of several the one that has come furthest.
const latestText = `
  select (select jsonb_build_object(
      'state', case state when 'active' then 'running' when 'retry' then 'retrying' else 'waiting' end,
      'since', ${rfc3339("coalesce(started_on, created_on)")}, 'error', case when state = 'retry' then ${errorClass} end)
    from pgboss.job_common where name = $1 and state in ('created', 'retry', 'active') order by state desc, created_on limit 1) as pending,
  (select jsonb_build_object('at', ${rfc3339("completed_on")}, 'error', case when state = 'failed' then ${errorClass} end)
    from pgboss.job_common where name = $1 and state in ('completed', 'failed') order by completed_on desc limit 1) as ended`;
// As pg-boss's own, which refuses to look for a kind that it does not know.
const retryText = `
  update pgboss.job_common set state = 'retry', retry_limit = retry_limit + 1, completed_on = null, start_after = greatest(start_after, now())
  where name = $1 and id = $2 and state = 'failed' returning 1`;
const cancelText =
  "delete from pgboss.job_common where name = $1 and id = $2 and state in ('created', 'retry', 'failed') returning 1";

/** Of some kinds one alone waits or runs at a time. */
function explainAnother(error: unknown): never {
  if ((error as { code?: string }).code !== "23505") throw error;
  throw new Problem("conflict", "Another job for the same waits or runs already.");
}

function executorOn(sql: Sql): { executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }> } {
  return { executeSql: async (text, values) => ({ rows: await sql.query(text, values) }) };
}
