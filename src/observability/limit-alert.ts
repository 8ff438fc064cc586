import { nobody } from "../access/caller.ts";
import type { Policies } from "../limits/policies.ts";
import { takeFor } from "../limits/subject.ts";
import type { Clock } from "../ports/clock.ts";
import type { Database, Sql } from "../ports/database.ts";
import type { Jobs } from "../ports/jobs.ts";
import type { Limiter } from "../ports/limiter.ts";

interface Settings {
  db: Database;
  jobs: Jobs;
  limiter: Limiter;
  policies: Policies;
  publicUrl: string;
  clock: Pick<Clock, "monotonicMicros">;
  failed(error: unknown): void;
  everyMilliseconds?: number;
}

export interface LimitWatch {
  /** What is done every five seconds anyway. Rejects where the database is away. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

/** A Redis that is started anew is no trouble yet. */
const patienceMicros = 10_000_000;
/** One that comes and goes is one trouble. */
const quiet = "5 minutes";
const name = "limits";

/**
 * Tells the operators by mail when limits have not been shared for ten seconds, once, whichever processes meet it, and
 * once when none has met it for five minutes. The processes agree on a row in the database; a mail exists exactly if
 * the row's change was committed.
 */
export function watchLimits(settings: Settings): LimitWatch {
  const { db, jobs, limiter, policies, publicUrl, clock, failed, everyMilliseconds = 5_000 } = settings;
  let localSince: number | undefined;

  async function look(): Promise<void> {
    // A process that nobody asks anything would not notice. Looking costs nothing.
    await limiter.peek([takeFor(policies.address, { caller: nobody, ip: null })]);
    const now = clock.monotonicMicros();
    localSince = limiter.state() === "local" ? (localSince ?? now) : undefined;
    if (localSince === undefined) return tell(end, backMail);
    if (now - localSince >= patienceMicros) await tell(begin, awayMail);
  }

  const tell = (change: (sql: Sql) => Promise<string | undefined>, mail: typeof awayMail) =>
    db.transaction({ role: "nextcrm_auth", readOnly: false }, async (sql) => {
      const since = await change(sql);
      if (since === undefined) return;
      for (const { email } of await operators(sql))
        await jobs.enqueue(sql, "send-mail", { to: email, ...mail(publicUrl, since) });
    });

  let looking = Promise.resolve();
  const timer = setInterval(() => void (looking = look().catch(failed)), everyMilliseconds).unref();
  return {
    look,
    stop: async () => {
      clearInterval(timer);
      await looking;
    },
  };
}

/** Since when it has been so, where this process is the first that says so. */
async function begin(sql: Sql): Promise<string | undefined> {
  const [row] = await sql.query<{ since: string; first: boolean }>(
    `insert into operator_alert (name) values ($1)
      on conflict (name) do update set seen_at = now() returning began_at as since, xmax = 0 as first`,
    [name],
  );
  return row!.first ? row!.since : undefined;
}

/** Since when it was so, where this process is the first that finds it over. */
async function end(sql: Sql): Promise<string | undefined> {
  const [row] = await sql.query<{ since: string }>(
    `delete from operator_alert where name = $1 and seen_at < now() - interval '${quiet}' returning began_at as since`,
    [name],
  );
  return row?.since;
}

function operators(sql: Sql): Promise<{ email: string }[]> {
  return sql.query('select u.email from auth.operator o join auth."user" u on u.id = o.user_id order by u.id');
}

function awayMail(publicUrl: string, since: string): { subject: string; text: string } {
  return {
    subject: "NextCRM's limits are not shared: Redis does not answer",
    text: [
      `${publicUrl} has had no answer from its Redis since ${since}.`,
      "It goes on: each process counts for its part of the limits. What must not be miscounted, complete exports and deletions, is refused.",
      `Look at the Redis in REDIS_URL. ${publicUrl}/api/health says whether it is there. You will hear once more, when it has been back for ${quiet}.\n`,
    ].join("\n\n"),
  };
}

function backMail(publicUrl: string, since: string): { subject: string; text: string } {
  return {
    subject: "NextCRM's limits are shared again",
    text: `The Redis of ${publicUrl}, which went away at ${since}, has answered all processes for ${quiet}.\n`,
  };
}
