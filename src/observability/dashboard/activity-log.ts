import type { Database } from "../../ports/database.ts";

/** Notes in which organizations something happened last, off the path of what happened. */
export interface ActivityLog {
  note(organizationId: string): void;
  /** Rejects where the database is away; what was noted is tried again with the next. */
  flush(): Promise<void>;
  stop(): void;
}

interface Settings {
  now(): Date;
  failed(error: unknown): void;
  delayMilliseconds?: number;
}

/** What is shown are a few that are the latest: of more at once, the oldest may be missed. */
const mostPending = 5_000;

// Organizations that are gone meanwhile, and the operator's own log, have no row to belong to.
const write = `insert into organization_activity as a (organization_id, at)
  select o.id, t.at from unnest($1::uuid[], $2::timestamptz[]) t (id, at) join organization o on o.id = t.id order by o.id for key share of o
  on conflict (organization_id) do update set at = greatest(a.at, excluded.at)`;

export function activityLog(db: Database, { now, failed, delayMilliseconds = 5_000 }: Settings): ActivityLog {
  const noted = new Map<string, string>();
  let timer: NodeJS.Timeout | undefined;

  const later = () => {
    timer ??= setTimeout(() => void flush().catch(failed), delayMilliseconds).unref();
  };
  const flush = async () => {
    clearTimeout(timer);
    timer = undefined;
    const written = [...noted];
    if (written.length === 0) return;
    noted.clear();
    try {
      await db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) =>
        sql.query(write, [written.map(([id]) => id), written.map(([, at]) => at)]),
      );
    } catch (error) {
      for (const [id, at] of written) if (!noted.has(id)) noted.set(id, at);
      later();
      throw error;
    }
  };
  return {
    note: (organizationId) => {
      // Behind the others: the map's order is that of time.
      noted.delete(organizationId);
      noted.set(organizationId, now().toISOString());
      if (noted.size > mostPending) noted.delete(noted.keys().next().value!);
      later();
    },
    flush,
    stop: () => clearTimeout(timer),
  };
}
