import type { Actor, Origin } from "../access/caller.ts";
import type { Clock } from "../ports/clock.ts";
import { eventOf } from "./append.ts";
import type { Event } from "./append.ts";
import type { Entry } from "./event.ts";

/** Writes refusals. What is refused again and again is told once at once, and once more with its count. */
export interface DenialLog {
  note(actor: Actor, origin: Origin, entry: Denial): Promise<void>;
  /** Tells of all that repeated and was not told yet. */
  flush(): Promise<void>;
}

export type Denial = Pick<Entry, "resource" | "resourceId" | "reason">;

interface Window {
  actor: Actor;
  origin: Origin;
  denial: Denial;
  since: Date;
  repeated: number;
  timer: NodeJS.Timeout;
}

interface Settings {
  /** Where events go that nobody waits for. */
  write(event: Event): Promise<void>;
  clock: Clock;
  /** For how long refusals of one kind are counted together. A crash loses the counts of this long. */
  windowMilliseconds?: number;
  failed(error: unknown): void;
}

/** Whoever varies what they ask for closes windows early, and gets an event for each: no more than they make requests. */
const mostWindows = 10_000;

export function denialLog({ write, clock, windowMilliseconds = 5 * 60_000, failed }: Settings): DenialLog {
  const windows = new Map<string, Window>();

  const tell = (actor: Actor, origin: Origin, denial: Denial, details?: Record<string, unknown>) =>
    write(
      eventOf(
        actor,
        origin,
        { action: "DENIED", outcome: "denied", ...denial, ...(details && { details }) },
        clock.now(),
      ),
    );
  const close = async (key: string) => {
    const window = windows.get(key);
    if (!window) return;
    windows.delete(key);
    clearTimeout(window.timer);
    const { actor, origin, denial, since, repeated } = window;
    if (repeated > 0) await tell(actor, origin, denial, { repeated, since: since.toISOString() });
  };
  return {
    note: async (actor, origin, denial) => {
      const key = keyOf(actor, origin, denial);
      const known = windows.get(key);
      if (known) {
        known.repeated += 1;
        return;
      }
      const [oldest] = windows.keys();
      if (windows.size >= mostWindows) await close(oldest!);
      const timer = setTimeout(() => void close(key).catch(failed), windowMilliseconds).unref();
      windows.set(key, { actor, origin, denial, since: clock.now(), repeated: 0, timer });
      await tell(actor, origin, denial);
    },
    flush: async () => {
      await Promise.all([...windows.keys()].map(close));
    },
  };
}

/** What makes two refusals the same: who, from where, for what, why. */
function keyOf(actor: Actor, origin: Origin, { resource, resourceId, reason }: Denial): string {
  const { organizationId, type, userId, keyId, sessionId } = actor;
  return JSON.stringify([
    organizationId,
    type,
    userId,
    keyId,
    sessionId,
    origin.route,
    origin.ip,
    resource,
    resourceId,
    reason,
  ]);
}
