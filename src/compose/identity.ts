import { systemClock } from "../adapters/system-clock.ts";
import type { Services } from "../api/services.ts";
import { isSameOrigin } from "../http/same-origin.ts";
import { identity } from "../identity/identity.ts";
import type { Identity } from "../identity/identity.ts";
import type { Foundation } from "./foundation.ts";

type Needed = Pick<Services, "db" | "jobs" | "limiter" | "policies" | "denials">;

/** Who people are, and who sends a request. */
export function identityOf({ config, authSecret, log }: Foundation, needed: Needed): Promise<Identity> {
  const publicUrl = config.PUBLIC_URL;
  return identity({
    ...needed,
    clock: systemClock,
    publicUrl,
    secret: authSecret,
    signUp: config.SIGN_UP,
    sendsMail: config.SMTP_URL !== undefined,
    isSameOrigin: (request) => isSameOrigin(request, publicUrl),
    failed: (err) => log.error({ err }, "Something went wrong behind an answer"),
  });
}
