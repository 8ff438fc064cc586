import type { SecretBox } from "../access/people.ts";
import type { Clock } from "../ports/clock.ts";
import type { Database } from "../ports/database.ts";
import type { BetterAuth } from "./better-auth.ts";
import type { CallerResolver } from "./caller-resolver.ts";
import type { KnownDevices } from "./known-devices.ts";
import type { CookieNames } from "./session-cookie.ts";
import type { Challenges } from "./two-factor/challenge.ts";

/** What the routes under /api/auth work with. */
export interface Parts {
  auth: BetterAuth;
  db: Database;
  clock: Clock;
  callers: CallerResolver;
  devices: KnownDevices;
  challenges: Challenges;
  secrets: SecretBox;
  cookies: CookieNames;
  publicUrl: string;
  signUp: "invite" | "open";
}
