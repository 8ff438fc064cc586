import type { MinuteWriter } from "../../telemetry/minutes/write-minutes.ts";
import { evaluate, leave } from "./evaluate.ts";
import type { Evaluated, Evaluating } from "./evaluate.ts";
import type { OutageTeller } from "./outage.ts";

/** What each process does once a minute. */
export interface AlertWatch {
  /** Tells what this process has seen and, where it is the one to do it, evaluates. Never rejects. */
  look(): Promise<void>;
  /** Lets others evaluate at once. */
  stop(): Promise<void>;
}

interface Settings extends Omit<Evaluating, "process" | "failed"> {
  minutes: MinuteWriter;
  outage: OutageTeller;
  failed(error: unknown, about?: object): void;
  everyMilliseconds?: number;
}

/**
 * No job of the queue does this: it watches the queue, too, and what hangs there would never be told. That one process
 * evaluates, and goes on doing it, is agreed upon in the database; should that go away, the same process tells of it.
 */
export function watchAlerts(settings: Settings): AlertWatch {
  const { db, minutes, outage, failed, everyMilliseconds = 60_000 } = settings;
  const parts = {
    ...settings,
    process: minutes.process,
    failed: (error: unknown, rule: string) => failed(error, { rule }),
  };
  let last: Evaluated | null = null;
  let record: ReturnType<OutageTeller["over"]> = null;

  const look = async () => {
    try {
      await minutes.write();
      record = outage.over() ?? record;
      if (record) await db.transaction({ role: "nextcrm_operator", readOnly: false }, record);
      record = null;
    } catch (error) {
      failed(error);
      if (last) await outage.met(last);
      return;
    }
    try {
      last = await evaluate(parts);
    } catch (error) {
      failed(error);
    }
  };
  let looking: Promise<void> | undefined;
  // One that takes longer than a minute is not joined by a second one.
  const lookOnce = () => (looking ??= look().finally(() => (looking = undefined)));
  const timer = setInterval(() => void lookOnce(), everyMilliseconds).unref();
  return {
    look: lookOnce,
    stop: async () => {
      clearInterval(timer);
      await looking;
      if (last) await leave(parts).catch(failed);
    },
  };
}
