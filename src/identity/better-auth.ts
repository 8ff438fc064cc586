import { AsyncLocalStorage } from "node:async_hooks";
import { betterAuth } from "better-auth";
import { Kysely, WithSchemaPlugin } from "kysely";
import type { Origin } from "../access/caller.ts";
import { newId } from "../identifier.ts";
import type { Database } from "../ports/database.ts";
import type { Message } from "../ports/mail.ts";
import type { Act } from "./act.ts";
import { authDialect } from "./auth-dialect.ts";
import { passwordLength, verificationDigest } from "./credentials.ts";
import { renewalSeconds, sessionSeconds } from "./session-cookie.ts";
import type { CookieNames } from "./session-cookie.ts";
import { secondStepPlugin } from "./two-factor/second-step-plugin.ts";
import { passwordResetMail, verificationMail } from "./mails.ts";

interface Settings {
  db: Database;
  publicUrl: string;
  secret: string;
  cookies: CookieNames;
  /** Whether mail is delivered, so that an address can be asked to prove itself. */
  verifiesEmail: boolean;
  /** Takes the message over; what it does must not be waited for by a stranger. */
  enqueue(message: Message): Promise<void>;
  failed(error: unknown): void;
}

/** What Better Auth's hooks need to know of the request that they run in. */
interface Around {
  origin: Origin;
  act: Act;
  /** An invitation has proved that the address is the person's. */
  verified?: boolean;
}

export const around = new AsyncLocalStorage<Around>();

/** Better Auth for users, passwords, sessions and verification; everything else of it stays unreachable. */
export function configureBetterAuth({ db, publicUrl, secret, cookies, verifiesEmail, enqueue, failed }: Settings) {
  const dialect = authDialect(db, () => around.getStore()?.act);
  const plugins = [new WithSchemaPlugin("auth")];
  /** A mail about what did not happen must not be sent. */
  const send = async (message: Message) => {
    if ((await around.getStore()?.act.settled()) !== false) await enqueue(message);
  };
  const tasks = new Set<Promise<unknown>>();
  const track = (task: Promise<unknown>) => {
    const tracked = task.catch(failed).finally(() => tasks.delete(tracked));
    tasks.add(tracked);
  };
  // The prefix `__Host-` forbids a domain and demands this path.
  const flags = { secure: cookies.secure, httpOnly: true, sameSite: "lax", path: "/" } as const;
  const auth = betterAuth({
    appName: "NextCRM",
    baseURL: publicUrl,
    basePath: "/api/auth",
    secret,
    trustedOrigins: [publicUrl],
    database: { db: new Kysely({ dialect, plugins }), type: "postgres", transaction: true },
    plugins: [secondStepPlugin],
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    emailAndPassword: {
      enabled: true,
      minPasswordLength: passwordLength.least,
      maxPasswordLength: passwordLength.most,
      requireEmailVerification: verifiesEmail,
      // Done by us, with an event for each.
      revokeSessionsOnPasswordReset: false,
      sendResetPassword: ({ user, token }) => send(passwordResetMail(publicUrl, user, token)),
    },
    ...(verifiesEmail && {
      emailVerification: {
        sendOnSignUp: true,
        sendOnSignIn: true,
        sendVerificationEmail: async ({ user, url }: { user: { email: string; name: string }; url: string }) => {
          if (!around.getStore()?.verified) await send(verificationMail(user, url));
        },
      },
    }),
    // Who reads the table cannot use what waits in it.
    verification: { storeIdentifier: { hash: async (identifier) => verificationDigest(identifier) } },
    session: { expiresIn: sessionSeconds, updateAge: renewalSeconds, cookieCache: { enabled: false } },
    databaseHooks: {
      // The client's address is the one that we determined, never one that a header claims.
      session: {
        create: {
          before: async (session) => ({ data: { ...session, ipAddress: around.getStore()?.origin.ip ?? null } }),
        },
      },
      user: {
        create: {
          before: async (user) => ({ data: { ...user, emailVerified: around.getStore()?.verified ?? false } }),
        },
      },
    },
    advanced: {
      database: { generateId: () => newId() },
      cookiePrefix: "nextcrm",
      useSecureCookies: false,
      cookies: {
        session_token: { name: cookies.session, attributes: flags },
        dont_remember: { name: cookies.brief, attributes: flags },
      },
      defaultCookieAttributes: flags,
      ipAddress: { disableIpTracking: true },
      // Where a request may come from was decided before; where it may lead to is checked here.
      disableCSRFCheck: true,
      disableOriginCheck: false,
      // An answer that waited for the mail would tell that there is an account.
      backgroundTasks: { handler: track },
    },
    logger: {
      level: "error",
      log: (level, message, ...details) => level === "error" && failed(new Error(message, { cause: details })),
    },
    onAPIError: { throw: true },
  });
  return {
    auth,
    close: async () => void (await Promise.allSettled(tasks)),
  };
}

export type BetterAuth = ReturnType<typeof configureBetterAuth>["auth"];
