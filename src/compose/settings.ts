import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Services } from "../api/services.ts";
import { projectRoot } from "../config.ts";
import type { Config } from "../config.ts";

/** What handlers know of the configuration. */
export function settingsOf(config: Config): Services["settings"] {
  return {
    publicUrl: config.PUBLIC_URL,
    metricsToken: config.METRICS_TOKEN,
    healthToken: config.HEALTH_TOKEN,
    version: (JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")) as { version: string }).version,
    signUp: config.SIGN_UP,
    defaultPlan: config.DEFAULT_PLAN,
    quotas: config.QUOTAS === "on" || (config.QUOTAS === "auto" && config.STRIPE_SECRET_KEY !== undefined),
    graceDays: config.PAYMENT_GRACE_DAYS,
    sendsMail: config.SMTP_URL !== undefined,
    largestDocumentBytes: config.MAX_DOCUMENT_BYTES,
    largestImportBytes: config.MAX_IMPORT_BYTES,
  };
}
