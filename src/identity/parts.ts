import type { Clock } from "../ports/clock.ts";
import type { Database } from "../ports/database.ts";
import type { BetterAuth } from "./better-auth.ts";
import type { CallerResolver } from "./caller-resolver.ts";
import type { KnownDevices } from "./known-devices.ts";

/** What the routes under /api/auth work with. */
export interface Parts {
  auth: BetterAuth;
  db: Database;
  clock: Clock;
  callers: CallerResolver;
  devices: KnownDevices;
  publicUrl: string;
  signUp: "invite" | "open";
}
