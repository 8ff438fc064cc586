import type { Caller } from "../access/caller.ts";
import type { Database } from "../ports/database.ts";

/** In place of a key: people in the app. */
export const noKey = "00000000-0000-0000-0000-000000000000";

/** Counts requests by organization, key and hour. */
export interface UsageLog {
  note(caller: Caller, refused: boolean): void;
  /** Resolves when what was counted is in the database. Rejects where it is away; nothing is lost by that. */
  flush(): Promise<void>;
  stop(): void;
}

interface Settings {
  clock: { now(): Date };
  failed(error: unknown): void;
  delayMilliseconds?: number;
}

interface Count {
  organizationId: string;
  hour: string;
  keyId: string;
  requests: number;
  refused: number;
}

const add = `insert into usage_hour (organization_id, hour, key_id, requests, refused)
  select * from unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::bigint[], $5::bigint[])
  on conflict (organization_id, hour, key_id)
  do update set requests = usage_hour.requests + excluded.requests, refused = usage_hour.refused + excluded.refused`;

/** A process that is killed loses the counts of the last few seconds; those of a database that is away wait for it. */
export function usageLog(db: Database, { clock, failed, delayMilliseconds = 5_000 }: Settings): UsageLog {
  let counts = new Map<string, Count>();
  let timer: NodeJS.Timeout | undefined;

  const count = (one: Count) => {
    const name = `${one.organizationId} ${one.hour} ${one.keyId}`;
    const known = counts.get(name);
    if (!known) return void counts.set(name, one);
    known.requests += one.requests;
    known.refused += one.refused;
  };
  const flush = async () => {
    clearTimeout(timer);
    timer = undefined;
    const written = counts;
    if (written.size === 0) return;
    counts = new Map();
    // In one order, so that two processes that add at once do not wait for each other in a circle.
    const rows = [...written].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
    const lists = (["organizationId", "hour", "keyId", "requests", "refused"] as const).map((name) =>
      rows.map((row) => row[name]),
    );
    try {
      await db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) => sql.query(add, lists));
    } catch (error) {
      rows.forEach(count);
      later();
      throw error;
    }
  };
  const later = () => {
    timer ??= setTimeout(() => void flush().catch(failed), delayMilliseconds).unref();
  };

  return {
    note: (caller, refused) => {
      if (caller.type === "nobody" || !caller.membership) return;
      const hour = `${clock.now().toISOString().slice(0, 13)}:00:00Z`;
      const keyId = caller.type === "key" ? caller.keyId : noKey;
      const { organizationId } = caller.membership;
      count({ organizationId, hour, keyId, requests: 1, refused: refused ? 1 : 0 });
      later();
    },
    flush,
    stop: () => clearTimeout(timer),
  };
}

const keptDays = 400;

/** Removes what is older than thirteen months. */
export async function forgetUsage(db: Database): Promise<void> {
  await db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) =>
    sql.query(`delete from usage_hour where hour < now() - interval '${keptDays} days'`),
  );
}
