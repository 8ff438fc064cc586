import { systemClock } from "../adapters/system-clock.ts";
import { denialLog } from "../audit/denial-log.ts";
import { readLog } from "../audit/read-log.ts";
import { usageLog } from "../limits/usage-log.ts";
import type { Foundation } from "./foundation.ts";
import type { Outside } from "./outside.ts";

/** What is written in batches, off the path of the answers that it tells of. */
export function openBuffers({ config, failed }: Foundation, { db, spill }: Outside) {
  const reads = readLog(db, {
    strict: config.AUDIT_READS === "strict",
    spill,
    failed: failed("Reads could not be written to the audit log yet"),
  });
  const denials = denialLog({ write: reads.note, clock: systemClock, failed: failed("A refusal could not be logged") });
  const usage = usageLog(db, { clock: systemClock, failed: failed("The usage of limits could not be counted yet") });
  return {
    reads,
    denials,
    usage,
    /** Writes what is left, after the last request. */
    close: async () => {
      await denials.flush().catch(failed("The last refusals could not be logged"));
      await usage.flush().catch(failed("The last usage of limits could not be counted"));
      usage.stop();
      await reads.flush().catch(failed("The last reads could not be written to the audit log"));
    },
  };
}
