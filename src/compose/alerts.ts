import { httpOutgoing } from "../adapters/http-outgoing.ts";
import type { Services } from "../api/services.ts";
import { backupStampOf, ConfigError } from "../config.ts";
import { startAlerts } from "../observability/alerts/start.ts";
import type { Running } from "./background.ts";
import type { Foundation } from "./foundation.ts";
import type { Outside } from "./outside.ts";

/** Watches the installation. Operators choose themselves where they are told, so that it may be in their own network. */
export function alertsOf({ config }: Foundation, { healthDb: db }: Outside, services: Services): Promise<Running> {
  const { ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: secret } = config;
  const outgoing = httpOutgoing({ allowPrivate: true });
  const reason = url === undefined ? null : outgoing.refusalOf(url);
  if (reason !== null) throw new ConfigError("ALERT_WEBHOOK_URL", reason);
  const webhook = url !== undefined && secret !== undefined ? { url, secret } : undefined;
  return startAlerts(services, { db, outgoing, webhook, backupStamp: backupStampOf(config) });
}
