import { readFileSync } from "node:fs";
import { createClient, defineScript } from "@redis/client";
import { assertCost, intervalMicros } from "../ports/bucket.ts";
import { bucketName } from "../ports/limiter.ts";
import type { Decision, Limiter, Policy, Take } from "../ports/limiter.ts";
import { shortKey } from "./bounded-buckets.ts";

export interface RedisLimiterSettings {
  /** `redis://[user:password@]host:port[/database]`, `rediss://` with TLS. */
  url: string;
  /** Buckets of installations that share a Redis are kept apart by it. */
  prefix?: string;
  /** This process's clock, for what it can know of how far time has gone. */
  monotonicMicros(): number;
  /** In place of Redis's own clock: for tests, which move time. */
  redisMicros?(): number;
  /** Told of a connection that is lost or cannot be made, again and again while it is. */
  failed(error: unknown): void;
}

interface Call {
  kind: "take" | "peek" | "give";
  requests: readonly Take[];
  resolve(decisions: Decision[]): void;
  reject(error: unknown): void;
}

export interface RedisLimiter extends Limiter {
  /** Counts this process among those that draw from the same buckets; how many there are. */
  announce(process: string): Promise<number>;
  ask(): Promise<{ version: string }>;
  close(): Promise<void>;
}

const script = defineScript({
  SCRIPT: readFileSync(new URL("redis-limiter.lua", import.meta.url), "utf8"),
  parseCommand(parser, keys: string[], values: string[]) {
    parser.pushKeysLength(keys);
    parser.push(...values);
  },
  transformReply: (reply: unknown) => reply as number[],
});

/** How much faster than ours Redis's clock may run, and how long a command may be under way. */
const drift = 1.001;
const underWayMicros = 1_000_000;
const rollCallSeconds = 15;

/**
 * A limiter whose buckets lie in Redis, for many processes: one script decides, by Redis's clock. Does not wait for a
 * connection; what is asked without one is rejected. Rejects also where Redis has no memory left: with a policy that
 * evicts keys, debts would be forgotten.
 */
export function redisLimiter(settings: RedisLimiterSettings): RedisLimiter {
  const { url, prefix = "nextcrm", monotonicMicros, redisMicros, failed } = settings;
  const client = createClient({
    url,
    disableOfflineQueue: true,
    scripts: { script },
    socket: { connectTimeout: 1_000, reconnectStrategy: (attempts) => Math.min(50 * 2 ** attempts, 1_000) },
  });
  client.on("error", failed);
  const connected = client.connect().then(undefined, failed);
  const rollKey = `${prefix}:limit-processes`;
  let waiting: Call[] = [];
  let known: { micros: number; askedAt: number; ahead: number } | undefined;

  /** What is asked within one turn of the event loop goes in one command: with many under way, most of the cost is shared. */
  async function ask(kind: Call["kind"], requests: readonly Take[]): Promise<Decision[]> {
    for (const { cost = 1 } of requests) assertCost(cost);
    return new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(() => void send());
      waiting.push({ kind, requests, resolve, reject });
    });
  }

  async function send(): Promise<void> {
    const calls = waiting;
    waiting = [];
    try {
      const askedAt = monotonicMicros();
      const answer = await client.script(
        calls.flatMap(({ requests }) => requests.map(({ policy, key }) => keyOf(prefix, policy, key))),
        [...timesOf(askedAt), ...calls.flatMap(numbersOf)],
      );
      learn(answer[0]!, answer[1]!, askedAt);
      let at = 2;
      for (const { kind, requests, resolve } of calls) {
        const answered = kind === "give" ? [] : requests;
        resolve(answered.map(({ policy }, index) => decisionOf(policy, answer, at + index * 4)));
        at += answered.length * 4;
      }
    } catch (error) {
      for (const { reject } of calls) reject(error);
    }
  }

  /** Redis's clock may be set back or forth; how far time has gone since its last answer is known here. */
  function timesOf(askedAt: number): string[] {
    const own = redisMicros ? String(redisMicros()) : "";
    if (!known) return [own, "0", "", ""];
    const latest = Math.ceil(known.micros + (askedAt - known.askedAt) * drift) + underWayMicros;
    return [own, String(known.ahead), String(known.micros), String(latest)];
  }

  function learn(raw: number, micros: number, askedAt: number): void {
    if (!known || micros >= known.micros) known = { micros, askedAt, ahead: Math.max(0, raw - micros) };
  }

  return {
    take: (requests) => ask("take", requests),
    peek: (requests) => ask("peek", requests),
    state: () => "shared",
    ask: async () => {
      const info = await client.info("server");
      return { version: /^redis_version:(.*?)\r?$/m.exec(info)?.[1] ?? "" };
    },
    giveBack: async (requests) => void (await ask("give", requests)),
    announce: async (process) => {
      await connected;
      const seconds = Number((await client.time())[0]);
      await client.zAdd(rollKey, { score: seconds, value: process });
      await client.zRemRangeByScore(rollKey, "-inf", seconds - rollCallSeconds);
      return client.zCard(rollKey);
    },
    close: async () => {
      client.destroy();
      await connected;
    },
  };
}

function keyOf(prefix: string, policy: Policy, key: string): string {
  return `${prefix}:limit:${bucketName(policy)}:${shortKey(key)}`;
}

function numbersOf({ kind, requests }: Call): string[] {
  const numbers = requests.flatMap(({ policy, cost = 1 }) => {
    const { limit, windowSeconds, strict } = policy;
    return [limit, windowSeconds * 1_000_000, strict ? 0 : intervalMicros(policy), cost].map(String);
  });
  return [kind, String(requests.length), ...numbers];
}

function decisionOf(policy: Policy, answer: readonly number[], at: number): Decision {
  const [allowed, remaining, resetMicros, wait] = answer.slice(at, at + 4) as [number, number, number, number];
  return { policy, allowed: allowed === 1, remaining, resetMicros, retryAfterMicros: wait < 0 ? null : wait };
}

/**
 * What `doctor` tells. `evicts` names the policy by which keys go when memory is full, where one does: debts would be
 * forgotten. Rejects where Redis cannot be reached.
 */
export async function lookAtRedis(url: string): Promise<{ version: string; evicts: string | null }> {
  const client = createClient({ url, socket: { connectTimeout: 2_000, reconnectStrategy: false } });
  client.on("error", () => undefined);
  await client.connect();
  const info = await client.info();
  client.destroy();
  const fact = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(info)?.[1];
  const policy = fact("maxmemory_policy") ?? "noeviction";
  const evicts = fact("maxmemory") !== "0" && policy !== "noeviction" ? policy : null;
  return { version: fact("redis_version") ?? "", evicts };
}
