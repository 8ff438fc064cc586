import { randomUUID } from "node:crypto";
import type { Limiter } from "../../../ports/limiter.ts";
import type { Mail } from "../../../ports/mail.ts";
import type { Payments } from "../../../ports/payments.ts";
import type { Storage } from "../../../ports/storage.ts";
import type { Check } from "../check.ts";

/** Limits go on without Redis, each process for its part; what can do harm is refused. */
export function redisCheck(limiter: Pick<Limiter, "state" | "ask">): Check {
  return {
    name: "redis",
    everyMilliseconds: 3_000,
    timeoutMilliseconds: 1_000,
    look: async () => {
      if (!limiter.ask) return { status: "not_configured" };
      const { version } = await limiter.ask();
      return { status: limiter.state() === "shared" ? "up" : "degraded", facts: { version } };
    },
  };
}

const probe = new TextEncoder().encode("Written to see whether files can be kept.\n");

/** Writes a file, reads it back and removes it. */
export function storageCheck(storage: Storage): Check {
  // One for each start: a process that is killed between two steps leaves one small file, and no other writes to it.
  const key = `health/${randomUUID()}`;
  return {
    name: "storage",
    everyMilliseconds: 15_000,
    timeoutMilliseconds: 5_000,
    look: async () => {
      try {
        await storage.write(key, once(probe));
        const read = await storage.read(key);
        const bytes = read ? new Uint8Array(await new Response(read).arrayBuffer()) : probe.subarray(1);
        const isSame = bytes.length === probe.length && bytes.every((byte, at) => byte === probe[at]);
        return { status: isSame ? "up" : "down" };
      } finally {
        await storage.remove(key);
      }
    },
  };
}

async function* once<T>(value: T): AsyncIterable<T> {
  yield value;
}

/** Greets the mail server and signs in, as often as a person might: some count that, too. */
export function mailCheck(mail: Mail): Check {
  return {
    name: "mail",
    everyMilliseconds: 5 * 60_000,
    timeoutMilliseconds: 10_000,
    look: async () => {
      if (!mail.ask) return { status: "not_configured" };
      await mail.ask();
      return { status: "up" };
    },
  };
}

/** Reads the balance, which every account has. Without Stripe everything else goes on, so that it is never `down`. */
export function stripeCheck(payments: Payments | null): Check {
  return {
    name: "stripe",
    everyMilliseconds: 5 * 60_000,
    timeoutMilliseconds: 20_000,
    look: async () => {
      if (!payments) return { status: "not_configured" };
      try {
        await payments.ask();
        return { status: "up" };
      } catch {
        return { status: "degraded" };
      }
    },
  };
}
