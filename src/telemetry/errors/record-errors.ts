import type { Clock } from "../../ports/clock.ts";
import type { Database } from "../../ports/database.ts";
import type { ProductLog } from "../log.ts";
import { errorRecorder } from "./error-recorder.ts";

/** Has every error of the log recorded, from now on. */
export function recordErrors(db: Database, log: ProductLog, clock: Clock): { end(): Promise<void> } {
  const recorder = errorRecorder(db, {
    now: () => clock.now(),
    failed: log.failed("Errors could not be recorded yet"),
  });
  log.recordIn(recorder);
  return {
    end: async () => {
      recorder.stop();
      // Whatever could not be written is in the log.
      await recorder.flush().catch(() => undefined);
    },
  };
}
