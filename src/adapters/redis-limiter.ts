import { readFileSync } from "node:fs";
import { createClient, defineScript } from "@redis/client";
import { assertCost, intervalMicros } from "../ports/bucket.ts";
import { bucketName } from "../ports/limiter.ts";
import type { Decision, Limiter, Take } from "../ports/limiter.ts";
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

export interface RedisLimiter extends Limiter {
  /** Counts this process among those that draw from the same buckets; how many there are. */
  announce(process: string): Promise<number>;
  close(): Promise<void>;
}

const script = defineScript({
  SCRIPT: readFileSync(new URL("redis-limiter.lua", import.meta.url), "utf8"),
  parseCommand(parser, keys: string[], values: string[]) {
    parser.pushKeysLength(keys);
    parser.push(...values);
  },
  transformReply: (reply: unknown) => reply as (string | number)[],
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
  let known: { micros: number; askedAt: number } | undefined;

  const clockKey = `${prefix}:limit-clock`;
  const rollKey = `${prefix}:limit-processes`;

  /** The earliest and the latest that it can be by Redis's clock; nothing before its first answer. */
  function boundsOf(askedAt: number): [string, string] {
    if (!known) return ["", ""];
    const latest = Math.ceil(known.micros + (askedAt - known.askedAt) * drift) + underWayMicros;
    return [String(known.micros), String(latest)];
  }

  async function ask(mode: "take" | "peek" | "give", requests: readonly Take[]): Promise<Decision[]> {
    for (const { cost = 1 } of requests) assertCost(cost);
    const askedAt = monotonicMicros();
    const keys = requests.map(({ policy, key }) => `${prefix}:limit:${bucketName(policy)}:${shortKey(key)}`);
    const values = [
      mode,
      redisMicros ? String(redisMicros()) : "",
      ...boundsOf(askedAt),
      ...requests.flatMap(numbersOf),
    ];
    const answer = await client.script([clockKey, ...keys], values);
    const micros = Number(answer[0]);
    if (!known || micros > known.micros) known = { micros, askedAt };
    return mode === "give" ? [] : requests.map(({ policy }, at) => decisionOf(policy, answer, 1 + at * 4));
  }

  return {
    take: (requests) => ask("take", requests),
    peek: (requests) => ask("peek", requests),
    state: () => "shared",
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

function numbersOf({ policy, cost = 1 }: Take): string[] {
  const { limit, windowSeconds, strict } = policy;
  return [limit, windowSeconds * 1_000_000, strict ? 0 : intervalMicros(policy), cost].map(String);
}

function decisionOf(policy: Take["policy"], answer: readonly (string | number)[], at: number): Decision {
  const [allowed, remaining, resetMicros, wait] = answer.slice(at, at + 4).map(Number) as [
    number,
    number,
    number,
    number,
  ];
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
