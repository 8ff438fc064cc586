import { actorOf, systemActor } from "../access/caller.ts";
import type { Actor, Caller, Origin } from "../access/caller.ts";
import { networkOf } from "../limits/network.ts";
import type { Clock } from "../ports/clock.ts";
import { eventOf, operatorEventOf, operatorLog } from "./append.ts";
import type { InstallationActor } from "./append.ts";
import type { Event } from "./disclosure.ts";
import type { Entry } from "./event.ts";
import { installationActorOf } from "./installation-actor.ts";

/**
 * Writes refusals. What is refused again and again is told once at once, and once more with its count. Whoever varies
 * what they ask for, and many who ask together, are told of one by one up to a number, and then only counted.
 */
export interface DenialLog {
  note(denied: Denied, origin: Origin, entry: Denial): Promise<void>;
  /** Tells of all that was counted and not told yet. */
  flush(): Promise<void>;
}

/** Who is refused: somebody in an organization, or somebody of whom the operator's log tells. */
export type Denied = Actor | InstallationActor;
export type Denial = Pick<Entry, "resource" | "resourceId" | "reason" | "targets" | "said">;

export function deniedOf(caller: Caller): Denied {
  if (caller.type === "nobody") return { type: "anonymous", userId: null };
  if (caller.type === "key" || caller.membership) return actorOf(caller);
  return installationActorOf(caller);
}

interface Window {
  /** The log that it counts for, and whoever is refused there. */
  log: string;
  who: string;
  since: Date;
  repeated: number;
  timer: NodeJS.Timeout;
  /** The event that tells how often it was. */
  counted(details: Record<string, unknown>): Event;
}

interface Settings {
  /** Where events go that nobody waits for. */
  write(event: Event): Promise<void>;
  clock: Clock;
  /** For how long refusals of one kind are counted together. A crash loses the counts of this long. */
  windowMilliseconds?: number;
  failed(error: unknown): void;
}

/** Kinds of refusals that are told apart within a window: of one caller, in one log, and in all. */
export const mostKinds = { caller: 50, log: 1_000, process: 10_000 } as const;

export function denialLog({ write, clock, windowMilliseconds = 5 * 60_000, failed }: Settings): DenialLog {
  const windows = new Map<string, Window>();
  /** Open windows by log, and by log and caller. */
  const open = new Map<string, number>();
  const count = (key: string, by: number) => {
    const now = (open.get(key) ?? 0) + by;
    if (now === 0) open.delete(key);
    else open.set(key, now);
  };

  const close = async (key: string) => {
    const window = windows.get(key);
    if (!window) return;
    windows.delete(key);
    clearTimeout(window.timer);
    for (const one of [window.log, window.who]) count(one, -1);
    const { since, repeated, counted } = window;
    if (repeated > 0) await write(counted({ repeated, since: since.toISOString() }));
  };
  const begin = (key: string, log: string, who: string, repeated: number, counted: Window["counted"]) => {
    const timer = setTimeout(() => void close(key).catch(failed), windowMilliseconds).unref();
    windows.set(key, { log, who, since: clock.now(), repeated, timer, counted });
    for (const one of [log, who]) count(one, 1);
  };
  /** The window that counts what is not told one by one any more, if it has come to that. */
  const overflow = (denied: Denied, origin: Origin, log: string, who: string) => {
    const entry = { action: "DENIED", resource: "various", outcome: "denied" } as const;
    if ((open.get(log) ?? 0) >= mostKinds.log || windows.size >= mostKinds.process) {
      const source = { ...origin, ip: null, userAgent: null, route: "various", requestId: "-", method: "-" };
      return {
        key: log,
        tell: (details: object) => denialOf(various(log), source, { ...entry, details: { ...details } }, clock.now()),
      };
    }
    if ((open.get(who) ?? 0) < mostKinds.caller) return undefined;
    const source = { ...origin, route: "various", requestId: "-", method: "-" };
    return {
      key: who,
      tell: (details: object) => denialOf(denied, source, { ...entry, details: { ...details } }, clock.now()),
    };
  };
  return {
    note: async (denied, origin, denial) => {
      const { log, who, key } = keysOf(denied, origin, denial);
      const beyond = windows.has(key) ? undefined : overflow(denied, origin, log, who);
      const known = windows.get(beyond?.key ?? key);
      if (known) known.repeated += 1;
      else if (beyond) begin(beyond.key, log, who, 1, beyond.tell);
      else {
        const tell = (details?: Record<string, unknown>) =>
          denialOf(
            denied,
            origin,
            { action: "DENIED", outcome: "denied", ...denial, ...(details && { details }) },
            clock.now(),
          );
        begin(key, log, who, 0, tell);
        await write(tell());
      }
    },
    flush: async () => {
      await Promise.all([...windows.keys()].map(close));
    },
  };
}

function denialOf(denied: Denied, origin: Origin, entry: Entry, at: Date): Event {
  return "organizationId" in denied ? eventOf(denied, origin, entry, at) : operatorEventOf(denied, origin, entry, at);
}

/** Many callers at once. */
function various(log: string): Denied {
  if (log === operatorLog) return { type: "system", userId: null, method: "internal" };
  return systemActor(log, "Various");
}

/** What makes two refusals the same: who, from where, for what, why. A stranger is the network that they ask from. */
function keysOf(denied: Denied, origin: Origin, { resource, resourceId, reason, said }: Denial) {
  const log = "organizationId" in denied ? denied.organizationId : operatorLog;
  const { type, userId, sessionId } = denied;
  const network = networkOf(origin.ip);
  const id = ("keyId" in denied && denied.keyId) || userId || network;
  const who = JSON.stringify([log, type, id]);
  const key = JSON.stringify([log, type, id, sessionId, origin.route, network, resource, resourceId, reason, said]);
  return { log, who, key };
}
