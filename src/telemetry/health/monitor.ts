import type { Clock } from "../../ports/clock.ts";
import type { Check, Checked, CheckName, Finding } from "./check.ts";

/** Knows how everything fares that the product needs, however many ask. */
export interface HealthMonitor {
  /** Every check's finding, none older than its check allows. Never rejects. */
  read(): Promise<readonly Checked[]>;
  /** What was found last of each check that was looked at, however old. Looks at nothing. */
  known(): readonly Checked[];
  /** One check's. */
  readOne(name: CheckName): Promise<Checked>;
}

interface Settings {
  clock: Clock;
  /** Told when a check's status changes, with what it rejected with. */
  changed(name: CheckName, status: Finding["status"], error?: unknown): void;
}

interface Watched {
  check: Check;
  last?: Checked;
  lastMicros: number;
  /** The look that is under way, until it ends or its time is over. */
  looking?: Promise<Checked>;
  /** Since when a look hangs that was given up. No second one is begun meanwhile. */
  hangingSince?: number | undefined;
}

/** Looks when somebody asks and the last finding is too old; whoever asks meanwhile waits for the same look. */
export function healthMonitor(checks: readonly Check[], { clock, changed }: Settings): HealthMonitor {
  const watched = checks.map((check): Watched => ({ check, lastMicros: Number.NEGATIVE_INFINITY }));

  const note = (one: Watched, finding: Finding, startedMicros: number, error?: unknown): Checked => {
    if (one.last?.status !== finding.status && (one.last || !isWell(finding)))
      changed(one.check.name, finding.status, error);
    one.lastMicros = clock.monotonicMicros();
    const isAsked = finding.status !== "not_configured";
    one.last = {
      ...finding,
      name: one.check.name,
      responseTime: isAsked ? Math.round((one.lastMicros - startedMicros) / 10) / 100 : null,
      checkedAt: clock.now().toISOString(),
    };
    return one.last;
  };

  const look = async (one: Watched): Promise<Checked> => {
    if (one.hangingSince !== undefined) return note(one, { status: "down" }, one.hangingSince, timedOut());
    const started = clock.monotonicMicros();
    const { timeoutMilliseconds } = one.check;
    const found = Promise.resolve().then(() => one.check.look());
    try {
      return note(one, await within(timeoutMilliseconds, found), started);
    } catch (error) {
      if (error instanceof TimedOut) {
        one.hangingSince = started;
        const back = () => void (one.hangingSince = undefined);
        found.then(back, back);
      }
      return note(one, { status: "down" }, started, error);
    }
  };

  const read = (one: Watched): Promise<Checked> => {
    const isFresh = clock.monotonicMicros() - one.lastMicros < one.check.everyMilliseconds * 1_000;
    if (one.last && isFresh) return Promise.resolve(one.last);
    one.looking ??= look(one).finally(() => delete one.looking);
    return one.looking;
  };

  return {
    read: () => Promise.all(watched.map(read)),
    known: () => watched.flatMap(({ last }) => last ?? []),
    readOne: (name) => read(watched.find(({ check }) => check.name === name)!),
  };
}

class TimedOut extends Error {}
const timedOut = () => new TimedOut("No answer in time");

function isWell({ status }: Finding): boolean {
  return status === "up" || status === "not_configured";
}

function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(timedOut()), milliseconds);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
