import { setTimeout as delay } from "node:timers/promises";
import { diskSpill } from "../src/adapters/disk-spill.ts";
import { postgres } from "../src/adapters/postgres.ts";
import type { Actor } from "../src/access/caller.ts";
import { internalOrigin } from "../src/access/caller.ts";
import { eventOf } from "../src/audit/append.ts";
import { readLog } from "../src/audit/read-log.ts";

/** A process that notes reads until it is killed, and tells its parent of each that it would have answered. */
interface Given {
  connection: object;
  actor: Actor;
  strict: boolean;
  folder: string;
}

const { connection, actor, strict, folder } = JSON.parse(process.argv[2]!) as Given;
const db = postgres({ ...connection, max: 2 });
const reads = readLog(db, { strict, spill: diskSpill(folder), failed: () => undefined });

for (;;) {
  const event = eventOf(actor, internalOrigin("test"), { action: "VIEW", resource: "killed" });
  await reads.note(event);
  process.send!(event.leaf.id);
  await delay(1);
}
