import type { People } from "../access/people.ts";
import type { DenialLog } from "../audit/denial-log.ts";
import type { Policies } from "../limits/policies.ts";
import type { Clock } from "../ports/clock.ts";
import type { Database } from "../ports/database.ts";
import type { Jobs } from "../ports/jobs.ts";
import type { Limiter } from "../ports/limiter.ts";
import { configureBetterAuth } from "./better-auth.ts";
import { callerResolver } from "./caller-resolver.ts";
import type { CallerResolver } from "./caller-resolver.ts";
import { handleAuth } from "./handle-auth.ts";
import type { HandleAuth } from "./handle-auth.ts";
import { knownDevices } from "./known-devices.ts";
import { lastSeen } from "./last-seen.ts";
import type { Parts } from "./parts.ts";
import { cookieNames, readCookie, renewedCookie } from "./session-cookie.ts";
import { isPasswordOf, signIn } from "./sign-in.ts";
import { challenges } from "./two-factor/challenge.ts";
import { secretBox } from "./two-factor/secret-box.ts";

interface Settings {
  db: Database;
  jobs: Jobs;
  clock: Clock;
  limiter: Limiter;
  policies: Policies;
  denials: DenialLog;
  publicUrl: string;
  /** Signs session cookies. */
  secret: string;
  signUp: "invite" | "open";
  /** Whether mail reaches people, so that they can be asked to confirm their address. */
  sendsMail: boolean;
  isSameOrigin(request: Request): boolean;
  /** What went wrong behind an answer. */
  failed(error: unknown): void;
}

export interface Identity {
  callers: CallerResolver;
  /** Answers `/api/auth/*`. */
  handleAuth: HandleAuth;
  people: People;
  /** Writes what is buffered and closes the pool and the listening connection. */
  close(): Promise<void>;
}

/** Who people are, how they come in, and who sends a request. */
export async function identity(settings: Settings): Promise<Identity> {
  const { db, jobs, clock, publicUrl, secret, failed } = settings;
  const cookies = cookieNames(publicUrl);
  const betterAuth = configureBetterAuth({
    db,
    publicUrl,
    secret,
    cookies,
    verifiesEmail: settings.sendsMail,
    enqueue: (message) =>
      db.transaction({ role: "nextcrm_auth", readOnly: false }, (sql) => jobs.enqueue(sql, "send-mail", message)),
    failed,
  });
  const seen = lastSeen(db, { clock, failed });
  const callers = await callerResolver(db, { publicUrl, secret, clock, lastSeen: seen });
  const devices = knownDevices(cookies, secret);
  const parts: Parts = {
    auth: betterAuth.auth,
    db,
    clock,
    callers,
    devices,
    challenges: challenges(cookies, secret),
    secrets: secretBox(secret),
    cookies,
    publicUrl,
    signUp: settings.signUp,
  };
  const people: People = {
    hashPassword: async (password) => (await betterAuth.auth.$context).password.hash(password),
    isPassword: (userId, password) => isPasswordOf(parts, userId, password),
    secrets: parts.secrets,
    signIn: async ({ email, password }, origin) => {
      const response = await signIn(parts, { email, password }, origin, null);
      return response.headers.getSetCookie().find((cookie) => cookie.startsWith(`${cookies.session}=`))!;
    },
    renewedCookie: (headers) => {
      const value = readCookie(headers, cookies.session);
      return value === null || readCookie(headers, cookies.brief) !== null ? null : renewedCookie(cookies, value);
    },
    whoSends: callers.whoSends,
    forget: callers.forget,
    sendsMail: settings.sendsMail,
  };
  return {
    callers,
    handleAuth: handleAuth(parts, settings),
    people,
    close: async () => {
      await Promise.all([seen.close(), callers.close()]);
      await betterAuth.close();
    },
  };
}
