import { memoryLimiter } from "../src/adapters/memory-limiter.ts";
import { pgBossJobs } from "../src/adapters/pg-boss-jobs.ts";
import { postgres } from "../src/adapters/postgres.ts";
import type { Services } from "../src/api/services.ts";
import type { Connection } from "../src/adapters/embedded-postgres.ts";
import { denialLog } from "../src/audit/denial-log.ts";
import { readLog } from "../src/audit/read-log.ts";
import { isSameOrigin } from "../src/http/same-origin.ts";
import { serve } from "../src/http/serve.ts";
import { identityEndpoints } from "../src/identity/endpoints.ts";
import { identity } from "../src/identity/identity.ts";
import type { Identity } from "../src/identity/identity.ts";
import { operatorEndpoints } from "../src/operator/endpoints.ts";
import { usageLog } from "../src/limits/usage-log.ts";
import { policiesWith } from "../src/limits/policies.ts";
import type { PolicyOverrides } from "../src/limits/policies.ts";
import type { Database } from "../src/ports/database.ts";
import { metrics } from "../src/telemetry/metrics/metrics.ts";

export interface IdentityOptions {
  publicUrl?: string;
  signUp?: "invite" | "open";
  sendsMail?: boolean;
  limits?: PolicyOverrides;
  /** The time for everything but the database. */
  now?: () => Date;
}

export interface Answer {
  status: number;
  headers: Headers;
  // Tests look into answers of every shape.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
  /** The cookies that were set, as a browser sends them back. */
  cookie: string;
}

export interface Sent {
  body?: unknown;
  headers?: Record<string, string>;
  address?: string;
}

/** Sign-in and everything around it over HTTP, without the rest of the product. */
export interface IdentityApp extends Identity {
  db: Database;
  services: Services;
  send(method: string, path: string, sent?: Sent): Promise<Answer>;
  /** Signs up, and answers the cookie to be sent. */
  signUp(name: string): Promise<string>;
}

export const password = "correct horse battery";
export const secret = "a secret of tests, 32 characters or more";

export async function identityApp(connection: Connection, options: IdentityOptions = {}): Promise<IdentityApp> {
  const { publicUrl = "http://localhost:3000", signUp = "open", sendsMail = false, limits = {} } = options;
  const failed = (error: unknown) => console.error(error);
  const db = postgres({ ...connection, max: 5 });
  const jobs = await pgBossJobs({ connection, failed });
  const clock = { now: options.now ?? (() => new Date()), monotonicMicros: () => performance.now() * 1000 };
  const [limiter, policies] = [memoryLimiter({ clock }), policiesWith(limits)];
  const isOurs = (request: Request) => isSameOrigin(request, publicUrl);
  const spill = { keep: () => Promise.reject(new Error("No test takes the database away")), parts: nothing };
  const reads = readLog(db, { strict: false, spill, failed });
  const usage = usageLog(db, { clock, failed });
  const denials = denialLog({ write: reads.note, clock, failed });
  const it = await identity({
    db,
    jobs,
    clock,
    limiter,
    policies,
    denials,
    publicUrl,
    secret,
    signUp,
    sendsMail,
    isSameOrigin: isOurs,
    failed,
  });
  const log = { error: failed, warn: failed, info: () => undefined };
  const settings = {
    publicUrl,
    signUp,
    defaultPlan: "FREE",
    quotas: false,
    sendsMail: false,
    largestDocumentBytes: 1,
    largestImportBytes: 1,
  };
  // Documents and mails are none of the endpoints' here.
  const services = {
    db,
    jobs,
    limiter,
    policies,
    clock,
    reads,
    settings,
    log,
    usage,
    denials,
    people: it.people,
    metrics: metrics({ pools: { requests: db }, reads, installation: async () => null }),
  } as unknown as Services;
  const page = { status: 404, body: new Uint8Array(), contentType: "text/plain", hashed: false } as const;
  const fetch = serve({
    endpoints: [...identityEndpoints, ...operatorEndpoints],
    services,
    callers: it.callers,
    auth: it.handleAuth,
    openapi: () => ({}),
    webApp: { file: async () => page },
    trustedProxyHops: 0,
    corsOrigins: [],
  });
  const send = async (
    method: string,
    path: string,
    { body, headers, address = "192.0.2.7" }: Sent = {},
  ): Promise<Answer> => {
    const json: Record<string, string> = body === undefined ? {} : { "content-type": "application/json" };
    const init = {
      method,
      headers: { origin: publicUrl, ...json, ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    };
    const response = await fetch(new Request(publicUrl + path, init), { socketAddress: address });
    const text = await response.text();
    const cookie = response.headers.getSetCookie().map((one) => one.slice(0, one.indexOf(";")));
    return {
      status: response.status,
      headers: response.headers,
      body: text === "" ? undefined : JSON.parse(text),
      cookie: cookie.join("; "),
    };
  };
  return {
    ...it,
    db,
    services,
    send,
    signUp: async (name) => {
      const answer = await send("POST", "/api/auth/sign-up/email", {
        body: { name, email: `${name.toLowerCase()}@example.test`, password },
      });
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
      return answer.cookie;
    },
    close: async () => {
      await it.close();
      usage.stop();
      await denials.flush();
      await reads.flush();
      await jobs.stop(1_000);
      await db.close();
    },
  };
}

async function* nothing() {}
