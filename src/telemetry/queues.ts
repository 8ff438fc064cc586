import type { Sql } from "../ports/database.ts";

/** A kind of job with what waits of it. */
export interface Queue {
  kind: string;
  /** Due, and not begun. */
  waiting: number;
  /** Being worked on. */
  active: number;
  /** Given up after the last try, as long as they are kept. */
  failed: number;
  /** Of those, in the last hour. */
  givenUp: number;
  /** For how long the oldest of `waiting` has been due; 0 where none is. */
  oldestSeconds: number;
}

// Each count by pg-boss's own partial index of jobs that are not done; its own, of every minute, would be older.
const text = `
  select q.name as kind,
    (select count(*) from pgboss.job_common j where j.name = q.name and j.state in ('created', 'retry') and not j.blocked
      and j.start_after <= now()) as waiting,
    (select count(*) from pgboss.job_common j where j.name = q.name and j.state = 'active') as active,
    (select count(*) from pgboss.job_common j where j.name = q.name and j.state = 'failed') as failed,
    (select count(*) from pgboss.job_common j where j.name = q.name and j.state = 'failed' and j.completed_on > now() - interval '1 hour') as "givenUp",
    coalesce((select greatest(extract(epoch from now() - min(greatest(j.start_after, j.created_on))), 0) from pgboss.job_common j
      where j.name = q.name and j.state in ('created', 'retry') and not j.blocked and j.start_after <= now()), 0)::float8 as "oldestSeconds"
  from pgboss.queue q where q.name not like '\\_\\_pgboss\\_\\_%' order by q.name`;

/** Every kind of job, those of which nothing waits too. */
export function readQueues(sql: Sql): Promise<Queue[]> {
  return sql.query<Queue>(text);
}
