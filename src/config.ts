import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Refusal } from "./refusal.ts";
import {
  asIs,
  atLeast,
  bearerToken,
  emailAddress,
  folderUrl,
  jsonObject,
  oneOf,
  origin,
  origins,
  port,
  ratio,
  stripeKey,
  stripePrices,
  urlWith,
  webhookSecret,
  wholeNumber,
} from "./setting-kinds.ts";

/** One thing that the environment can say. Names are the environment's, in the program too. */
interface Setting<T> {
  meaning: string;
  /** As the environment would say it; none where leaving it out has a meaning of its own. */
  default?: string | ((environment: Environment) => string);
  parse(text: string): T;
  /** Never printed. Of a URL only the password is hidden, or the path as well: with some receivers that is the secret. */
  secret?: true | "path";
}

type Environment = Record<string, string | undefined>;

export const projectRoot = fileURLToPath(new URL("..", import.meta.url));

const settings = {
  PORT: { meaning: "The port that is listened on", default: "3000", parse: port },
  HOST: { meaning: "The address that is listened on; all of the machine's when empty", default: "", parse: asIs },
  PUBLIC_URL: {
    meaning: "The address under which browsers reach NextCRM; https makes cookies secure",
    default: ({ PORT }) => `http://localhost:${PORT || "3000"}`,
    parse: origin,
  },
  TRUSTED_PROXY_HOPS: {
    meaning: "How many proxies stand before NextCRM and tell the client's address",
    default: "0",
    parse: wholeNumber(0, 32),
  },
  CORS_ORIGINS: {
    meaning:
      "The origins, with spaces between, whose pages may use the API with a key: https://app.example.com; none when empty",
    default: "",
    parse: origins,
  },
  ASSET_BASE_URL: {
    meaning:
      "A CDN from which browsers get the web app's hashed files, and which gets them from PUBLIC_URL; none when empty",
    parse: folderUrl,
  },
  NEXTCRM_DATA: {
    meaning: "The folder for everything that NextCRM keeps: the embedded database, documents, mails, secrets",
    default: resolve(projectRoot, ".nextcrm"),
    parse: (text) => resolve(text),
  },
  DATABASE_URL: {
    meaning: "A PostgreSQL of yours, 15 or newer, as the login that serves; the embedded one when empty",
    parse: urlWith("postgres:", "postgresql:"),
    secret: true,
  },
  DATABASE_OWNER_URL: {
    meaning: "The same database as a trusted login, which creates roles and migrates",
    parse: urlWith("postgres:", "postgresql:"),
    secret: true,
  },
  AUTH_SECRET: {
    meaning: "Signs sessions, 32 characters or more; made at the first start and kept in the data folder when empty",
    parse: atLeast(32),
    secret: true,
  },
  SIGN_UP: {
    meaning: "Who may sign up: those invited (invite) or anyone (open)",
    default: "invite",
    parse: oneOf("invite", "open"),
  },
  SMTP_URL: {
    meaning: "The server that sends mail; when empty, mails become files in the data folder's `outbox`",
    parse: urlWith("smtp:", "smtps:"),
    secret: true,
  },
  MAIL_FROM: {
    meaning: "The sender of mails",
    default: ({ PUBLIC_URL }) => `NextCRM <no-reply@${(PUBLIC_URL && URL.parse(PUBLIC_URL)?.hostname) || "localhost"}>`,
    parse: asIs,
  },
  AUDIT_READS: {
    meaning: "Whether an answer waits until its read is in the audit log (strict) or not (batched)",
    default: "batched",
    parse: oneOf("batched", "strict"),
  },
  AUDIT_SIGNING_KEY: {
    meaning:
      "The secret that the audit log's signing key follows from, 32 characters or more; the same in every process",
    parse: atLeast(32),
    secret: true,
  },
  REDIS_URL: {
    meaning: "A Redis that several processes share their limits in; each process counts by itself when empty",
    parse: urlWith("redis:", "rediss:"),
    secret: true,
  },
  WEBHOOK_ALLOW_PRIVATE: {
    meaning:
      "Whether audit streams may go to private networks, and without TLS to this machine (true), or to the internet only",
    default: "false",
    parse: oneOf("true", "false"),
  },
  DEFAULT_PLAN: {
    meaning: "The plan of new organizations: FREE, PRO or ENTERPRISE",
    default: "FREE",
    parse: oneOf("FREE", "PRO", "ENTERPRISE"),
  },
  QUOTAS: {
    meaning:
      "Whether plans limit people, records and storage (on) or calls only (off); auto is on where STRIPE_SECRET_KEY is set",
    default: "auto",
    parse: oneOf("auto", "on", "off"),
  },
  STRIPE_SECRET_KEY: {
    meaning: "Has plans paid by Stripe; when empty, operators set them",
    parse: stripeKey("sk", "rk"),
    secret: true,
  },
  STRIPE_WEBHOOK_SECRET: {
    meaning: "What Stripe signs its events with (whsec_…)",
    parse: stripeKey("whsec"),
    secret: true,
  },
  STRIPE_PRICES: {
    meaning:
      'What plans cost: Stripe\'s price ids, as JSON {"PRO": {"month": "price_…", "year": "price_…", "former": ["price_…"]}, "ENTERPRISE": {…}}',
    parse: stripePrices,
  },
  STRIPE_API_BASE: {
    meaning: "Where Stripe is reached, for proxies and tests",
    default: "https://api.stripe.com",
    parse: origin,
  },
  PAYMENT_GRACE_DAYS: {
    meaning: "How long a plan goes on after a payment has failed",
    default: "14",
    parse: wholeNumber(0, 365),
  },
  LIMITS: {
    meaning:
      'Other limits than the usual ones, as JSON: {"plan-free": {"limit": 100, "windowSeconds": 3600, "strict": true}}',
    default: "{}",
    parse: jsonObject,
  },
  MAX_DOCUMENT_BYTES: {
    meaning: "The largest document that is accepted",
    default: String(100 * 2 ** 20),
    parse: wholeNumber(1, Number.MAX_SAFE_INTEGER),
  },
  MAX_IMPORT_BYTES: {
    meaning: "The largest file that is imported",
    default: String(2 ** 30),
    parse: wholeNumber(1, Number.MAX_SAFE_INTEGER),
  },
  HEALTH_TOKEN: {
    meaning:
      "Who sends it as a bearer token is told versions and statistics by POST /api/health, 16 characters or more; operators only when empty",
    parse: bearerToken,
    secret: true,
  },
  METRICS_TOKEN: {
    meaning:
      "Who sends it as a bearer token is told metrics by /api/metrics, 16 characters or more; when empty, only who asks on this machine",
    parse: bearerToken,
    secret: true,
  },
  ALERT_WEBHOOK_URL: {
    meaning: "Where alerts are posted, besides being mailed to operators; nowhere when empty",
    parse: asIs,
    secret: "path",
  },
  ALERT_WEBHOOK_SECRET: {
    meaning: "Signs what is posted there, after Standard Webhooks: whsec_ and 24 bytes or more in base64",
    parse: webhookSecret,
    secret: true,
  },
  BACKUP_STAMP: {
    meaning:
      "A file that is touched when a backup of yours has succeeded: an alert tells when that is long ago; the one that `nextcrm backup` writes when empty",
    parse: (text) => resolve(text),
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    meaning: "Who receives traces, by OTLP over HTTP: http://collector:4318; none are made when empty",
    parse: urlWith("http:", "https:"),
    secret: "path",
  },
  OTEL_SERVICE_NAME: { meaning: "What traces call this program", default: "nextcrm", parse: asIs },
  OTEL_TRACES_SAMPLER: {
    meaning: "Which traces are made: OpenTelemetry's samplers",
    default: "parentbased_always_on",
    parse: oneOf(
      "parentbased_always_on",
      "parentbased_always_off",
      "parentbased_traceidratio",
      "always_on",
      "always_off",
      "traceidratio",
    ),
  },
  OTEL_TRACES_SAMPLER_ARG: {
    meaning: "The part of the traces that the samplers by ratio make, from 0 to 1",
    default: "1",
    parse: ratio,
  },
  TLS_CERTIFICATE: {
    meaning:
      "The certificate that browsers see, as a PEM file or as https://crm.example.com: GET /api/health tells when it ends soon",
    parse: asIs,
  },
  DRAIN_DELAY_SECONDS: {
    meaning: "How long requests are still accepted after SIGTERM while /api/readyz says 503 already",
    default: "0",
    parse: wholeNumber(0, 300),
  },
  LOG_LEVEL: {
    meaning: "What the log tells",
    default: "info",
    parse: oneOf("silent", "fatal", "error", "warn", "info", "debug", "trace"),
  },
  NEXTCRM_ADMIN_EMAIL: { meaning: "First start without a person: the operator's email address", parse: emailAddress },
  NEXTCRM_ADMIN_PASSWORD: {
    meaning: "First start without a person: the operator's password, 8 characters or more",
    parse: atLeast(8),
    secret: true,
  },
  NEXTCRM_ORGANIZATION: { meaning: "First start without a person: the first organization's name", parse: asIs },
} as const satisfies Record<string, Setting<unknown>>;

export type SettingName = keyof typeof settings;
type Value<S extends Setting<unknown>> = S extends { default: unknown }
  ? ReturnType<S["parse"]>
  : ReturnType<S["parse"]> | undefined;
export type Config = { readonly [Name in SettingName]: Value<(typeof settings)[Name]> };

/** A setting that cannot be used. The message names it and says what would do. */
export class ConfigError extends Refusal {
  readonly setting: SettingName;

  constructor(setting: SettingName, reason: string) {
    super(`The setting ${setting} ${reason}.`);
    this.name = "ConfigError";
    this.setting = setting;
  }
}

/** Reads every setting. Throws a ConfigError for the first that cannot be used; an empty value counts as none. */
export function loadConfig(environment: Environment = process.env): Config {
  const names = Object.keys(settings) as SettingName[];
  const config = Object.fromEntries(names.map((name) => [name, read(name, environment)])) as unknown as Config;
  const unattended = ["NEXTCRM_ADMIN_EMAIL", "NEXTCRM_ADMIN_PASSWORD", "NEXTCRM_ORGANIZATION"] as const;
  const absent = unattended.find((name) => config[name] === undefined);
  if (absent && unattended.some((name) => config[name] !== undefined)) {
    throw new ConfigError(absent, `is needed too, for a first start without a person takes ${unattended.join(", ")}`);
  }
  if (config.DATABASE_OWNER_URL && !config.DATABASE_URL)
    throw new ConfigError("DATABASE_URL", "is needed too when DATABASE_OWNER_URL is set");
  if (config.ALERT_WEBHOOK_URL && !config.ALERT_WEBHOOK_SECRET)
    throw new ConfigError("ALERT_WEBHOOK_SECRET", "is needed too when ALERT_WEBHOOK_URL is set");
  const paying = ["STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "STRIPE_PRICES"] as const;
  const unpaid = paying.find((name) => config[name] === undefined);
  if (unpaid && paying.some((name) => config[name] !== undefined))
    throw new ConfigError(unpaid, `is needed too, for Stripe takes ${paying.join(", ")}`);
  return config;
}

export interface SettingReport {
  name: SettingName;
  meaning: string;
  /** Secrets hidden; undefined when there is none. */
  value?: string;
  default?: string;
  isDefault: boolean;
  /** Why it cannot be used. */
  wrong?: string;
}

/** Every setting with what it is now, for `doctor`. */
export function describeSettings(environment: Environment = process.env): SettingReport[] {
  return (Object.keys(settings) as SettingName[]).map((name) => {
    const setting: Setting<unknown> = settings[name];
    const given = environment[name];
    const usual = defaultOf(setting, environment);
    const value = given || usual;
    const report = {
      name,
      meaning: setting.meaning,
      isDefault: !given,
      ...(usual !== undefined && { default: usual }),
      ...(value && { value: setting.secret ? hideSecret(value, setting.secret === "path") : value }),
    };
    try {
      read(name, environment);
      return report;
    } catch (error) {
      return { ...report, wrong: (error as Error).message };
    }
  });
}

/** The file that `nextcrm backup` touches. */
export function ownStamp({ NEXTCRM_DATA }: Pick<Config, "NEXTCRM_DATA">): string {
  return join(NEXTCRM_DATA, "last-backup");
}

/**
 * The file whose time is that of the last backup: what is set, which must be there, or that of our own command, once it
 * was used.
 */
export function backupStampOf(config: Pick<Config, "NEXTCRM_DATA" | "BACKUP_STAMP">) {
  return { path: config.BACKUP_STAMP ?? ownStamp(config), isDemanded: config.BACKUP_STAMP !== undefined };
}

/** Plain HTTP beyond this machine lets everybody on the way read along. */
export function transportWarning({ PUBLIC_URL }: Pick<Config, "PUBLIC_URL">): string | undefined {
  const { protocol, hostname } = new URL(PUBLIC_URL);
  const isLocal =
    hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "[::1]" || hostname.startsWith("127.");
  if (protocol === "https:" || isLocal) return undefined;
  return `Warning: ${PUBLIC_URL} is plain HTTP, so passwords and sessions can be read on the network; put a TLS proxy before NextCRM and set PUBLIC_URL to its https address.`;
}

/** HTTPS ends at a proxy, whose word on it, and on who asks, counts only where it is trusted. */
export function proxyWarning(config: Pick<Config, "PUBLIC_URL" | "TRUSTED_PROXY_HOPS">): string | undefined {
  if (!config.PUBLIC_URL.startsWith("https:") || config.TRUSTED_PROXY_HOPS > 0) return undefined;
  return "Warning: PUBLIC_URL is https and TRUSTED_PROXY_HOPS is 0, so browsers are not bound to HTTPS (Strict-Transport-Security) and all callers seem to have the proxy's address; set TRUSTED_PROXY_HOPS to the number of proxies, and have the outermost say X-Forwarded-Proto.";
}

/** Runs what reads a setting later on, so that its complaint names the setting. */
export function readSetting<T>(name: SettingName, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new ConfigError(name, (error as Error).message);
  }
}

function read(name: SettingName, environment: Environment): unknown {
  const setting: Setting<unknown> = settings[name];
  const text = environment[name] || defaultOf(setting, environment);
  return text === undefined ? undefined : readSetting(name, () => setting.parse(text));
}

function defaultOf(setting: Setting<unknown>, environment: Environment): string | undefined {
  return typeof setting.default === "function" ? setting.default(environment) : setting.default;
}

function hideSecret(text: string, hidesPath: boolean): string {
  const url = URL.parse(text);
  if (!url?.host) return "********";
  if (url.password) url.password = "********";
  const path = hidesPath && url.pathname !== "/" ? "/********" : url.pathname;
  return `${url.protocol}//${url.username && `${url.username}${url.password && `:${url.password}`}@`}${url.host}${path}`;
}
