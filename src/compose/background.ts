import type { Services } from "../api/services.ts";
import { workQuotas } from "../billing/jobs.ts";
import { startBilling } from "../billing/start.ts";
import { removeAbandonedFiles } from "../crm/abandoned-files.ts";
import { forgetImports } from "../crm/import/forget.ts";
import { workImports } from "../crm/import/jobs.ts";
import { markOverdueInvoices } from "../crm/overdue-invoices.ts";
import { workReminders } from "../crm/reminders.ts";
import { expireExports } from "../exports/end.ts";
import { forgetExpired } from "../identity/forget-expired.ts";
import { deliverMail } from "../identity/mails.ts";
import { forgetUsage } from "../limits/usage-log.ts";
import { forgetAlerts } from "../observability/alerts/alert.ts";
import { workExports } from "../observability/exports/jobs.ts";
import { workDashboard } from "../observability/dashboard/jobs.ts";
import { forgetRequests } from "../observability/dashboard/rollups.ts";
import { workRetention } from "../observability/retention/jobs.ts";
import { workDeletions } from "../privacy/deletion/jobs.ts";
import type { PurgeTools } from "../privacy/deletion/purge-tools.ts";
import { workDataExports } from "../privacy/export/jobs.ts";
import { forgetErrors } from "../telemetry/errors/write-errors.ts";
import { workPersonRequests } from "../privacy/persons/jobs.ts";
import { workRecordRetention } from "../privacy/retention/jobs.ts";
import { forgetHealth } from "../telemetry/health/history.ts";
import { sweep } from "../tenancy/sweep.ts";

/** What only jobs need. */
type Tools = Pick<PurgeTools, "signer" | "witness" | "subscriptions" | "seal">;

/** What runs beside the requests until the drain, which stops it before the jobs. */
export interface Running {
  stop(): Promise<void> | void;
}

/** The jobs that this process works on. */
export async function startJobs(services: Services, tools: Tools): Promise<void> {
  const { jobs, mail } = services;
  await deliverMail(jobs, mail);
  await workImports(services);
  await workReminders(services);
  await workExports(services);
  await workDataExports(services, { signer: tools.signer, version: services.settings.version });
  await workPersonRequests(services);
  await workRecordRetention(services);
  await workRetention(services);
  await workQuotas(services);
  await workDashboard(services);
  const subscriptions = (await startBilling(services)) ?? tools.subscriptions;
  await workDeletions({ ...services, ...tools, subscriptions });
  await jobs.work("sweep", () => sweepAll(services));
  await jobs.schedule("sweep", "17 * * * *", {});
}

/** Each hour, in one process. */
async function sweepAll(services: Services): Promise<void> {
  const { db, clock } = services;
  await sweep(db);
  await forgetUsage(db);
  await forgetRequests(db, clock.now());
  await forgetHealth(db);
  await forgetErrors(db);
  await forgetAlerts(db);
  await forgetExpired(db);
  await forgetImports(db);
  await expireExports(db);
  await removeAbandonedFiles(services);
  await markOverdueInvoices(db);
}
