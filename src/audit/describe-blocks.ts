import type { Database } from "../ports/database.ts";

/** Describes what is sealed, so that it is found fast (migrations/0016); behind the sequencer, at its own pace. */
export interface Describer {
  /** Says how large a log is now. */
  note(organizationId: string, size: number): void;
  stop(): Promise<void>;
}

interface Settings {
  failed(error: unknown): void;
  /** How often logs are looked for that another process sealed, or that were erased from. */
  intervalMilliseconds?: number;
}

const eventsInBlock = 16;
/** As much as one transaction describes: about a tenth of a second. */
const blocksAtOnce = 64;
const mostKnown = 10_000;

export function startDescribing(db: Database, { failed, intervalMilliseconds = 60_000 }: Settings): Describer {
  /** How many blocks of each log were described, as far as this process knows. */
  const known = new Map<string, number>();
  const waiting = new Map<string, number>();
  let running: Promise<void> | undefined;
  let stopped = false;

  const describe = async (organizationId: string) => {
    for (let described = blocksAtOnce; described === blocksAtOnce && !stopped;)
      described = await describeBlocks(db, organizationId, blocksAtOnce);
  };
  const work = async () => {
    for (const [organizationId, blocks] of waiting) {
      if (stopped) return;
      waiting.delete(organizationId);
      await describe(organizationId);
      if (known.size >= mostKnown) known.clear();
      known.set(organizationId, blocks);
    }
  };
  /** What fails is found again by looking around. */
  const begin = (first: () => Promise<void>) => {
    running ??= first()
      .then(work)
      .catch(failed)
      .finally(() => (running = undefined));
  };
  const lookAround = async () => {
    for (const organizationId of await undescribedLogs(db))
      waiting.set(organizationId, waiting.get(organizationId) ?? known.get(organizationId) ?? 0);
  };
  const timer = setInterval(() => begin(lookAround), intervalMilliseconds).unref();
  begin(lookAround);
  return {
    note: (organizationId, size) => {
      const blocks = Math.floor(size / eventsInBlock);
      if (blocks <= (known.get(organizationId) ?? 0)) return;
      waiting.set(organizationId, blocks);
      begin(() => Promise.resolve());
    },
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}

/** Describes up to so many blocks of one log; answers how many it did. */
export function describeBlocks(db: Database, organizationId: string, most: number): Promise<number> {
  return db.transaction({ role: "nextcrm_operator", readOnly: false }, async (sql) => {
    const text = "select describe_audit_blocks($1, $2) as described";
    const [row] = await sql.query<{ described: number }>(text, [organizationId, most], { prepare: true });
    return row!.described;
  });
}

async function undescribedLogs(db: Database): Promise<string[]> {
  return db.transaction({ role: "nextcrm_operator", readOnly: true }, async (sql) => {
    const rows = await sql.query<{ id: string }>("select undescribed_logs() as id");
    return rows.map(({ id }) => id);
  });
}
