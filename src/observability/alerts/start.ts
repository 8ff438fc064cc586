import type { Services } from "../../api/services.ts";
import type { Database } from "../../ports/database.ts";
import type { Outgoing } from "../../ports/outgoing.ts";
import { minuteWriter } from "../../telemetry/minutes/write-minutes.ts";
import type { BackupStamp } from "../../telemetry/minutes/write-minutes.ts";
import { readAlert } from "./alert.ts";
import { outageTeller } from "./outage.ts";
import { watchAlerts } from "./watch.ts";
import type { AlertWatch } from "./watch.ts";
import { alertWebhook } from "./webhook.ts";

interface Settings {
  /** Beside the pool of the requests. */
  db: Database;
  /** Of the operators' own choice, so that it may go to private networks. */
  outgoing: Outgoing;
  webhook: { url: string; secret: string } | undefined;
  backupStamp: BackupStamp;
}

/** Begins to watch what src/observability/alerts/rules.ts declares, and to post what is found. */
export async function startAlerts(services: Services, settings: Settings): Promise<AlertWatch> {
  const { clock, jobs, log, mail, metrics } = services;
  const { db, outgoing, backupStamp } = settings;
  const { publicUrl } = services.settings;
  const webhook = settings.webhook && alertWebhook({ ...settings.webhook, outgoing, clock, publicUrl });
  const failed = (error: unknown, about: object = {}) =>
    log.error({ err: error, ...about }, "An alert's rule could not be measured, or not be told of yet");
  await jobs.work("send-alert", async ({ alertId, told }, signal) => {
    const alert = await db.transaction({ role: "nextcrm_operator", readOnly: true }, (sql) => readAlert(sql, alertId));
    if (!webhook || !alert) return;
    if ((await webhook.post(alert, told, signal)) === "gone")
      log.warn({ alertId }, "The receiver of alerts says that it wants none any more (410)");
  });
  return watchAlerts({
    ...services,
    db,
    publicUrl,
    hasWebhook: webhook !== undefined,
    minutes: minuteWriter({ ...services, db, backupStamp, strangers: metrics.strangers }),
    outage: outageTeller({ mail, webhook, clock, publicUrl, failed }),
    failed,
  });
}
