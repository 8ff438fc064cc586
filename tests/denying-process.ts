import { once } from "node:events";
import { postgres } from "../src/adapters/postgres.ts";
import { systemClock } from "../src/adapters/system-clock.ts";
import type { Actor } from "../src/access/caller.ts";
import { internalOrigin } from "../src/access/caller.ts";
import { denialLog } from "../src/audit/denial-log.ts";
import { readLog } from "../src/audit/read-log.ts";

/**
 * A process that refuses somebody so many times, in turn for each of some records: `node denying-process.ts GIVEN`, in
 * JSON. Says `ready`, begins when it is told to, and ends as a server does: what was counted is told.
 */
interface Given {
  connection: object;
  actor: Actor;
  records: readonly string[];
  times: number;
}

const { connection, actor, records, times } = JSON.parse(process.argv[2]!) as Given;
const failed = (error: unknown): never => {
  throw error;
};
const db = postgres({ ...connection, max: 2 });
/** Nothing is to be kept: the database is there. */
const spill = {
  keep: async () => failed(new Error("The database did not take the events")),
  parts: async function* () {},
};
const reads = readLog(db, { strict: false, spill, failed });
const denials = denialLog({ write: reads.note, clock: systemClock, failed });
const begun = once(process, "message");
process.send!("ready");
await begun;
const origin = { ...internalOrigin("DELETE /api/accounts/{id}"), ip: "203.0.113.7" };
for (let turn = 0; turn < times; turn += 1)
  for (const resourceId of records)
    await denials.note(actor, origin, { resource: "account", resourceId, reason: "records.write" });
await denials.flush();
await reads.flush();
await db.close();
process.disconnect();
