import { expect, test } from "vitest";
import { ConfigError, describeSettings, loadConfig, proxyWarning } from "./config.ts";

test("nothing needs to be set", () => {
  const config = loadConfig({});
  expect(config).toMatchObject({
    PORT: 3000,
    PUBLIC_URL: "http://localhost:3000",
    SIGN_UP: "invite",
    TRUSTED_PROXY_HOPS: 0,
  });
  expect(config.NEXTCRM_DATA).toMatch(/\/\.nextcrm$/);
  expect(config.DATABASE_URL).toBeUndefined();
});

test("the address follows the port, and an empty value counts as none", () => {
  expect(loadConfig({ PORT: "8080", PUBLIC_URL: "" }).PUBLIC_URL).toBe("http://localhost:8080");
  expect(loadConfig({ PUBLIC_URL: "https://crm.example.com/" })).toMatchObject({
    PUBLIC_URL: "https://crm.example.com",
    MAIL_FROM: "NextCRM <no-reply@crm.example.com>",
  });
});

test("origins are exact, however they are written", () => {
  const { CORS_ORIGINS } = loadConfig({ CORS_ORIGINS: " https://App.example.com/, http://localhost:5173 " });
  expect(CORS_ORIGINS).toEqual(["https://app.example.com", "http://localhost:5173"]);
  expect(loadConfig({}).CORS_ORIGINS).toEqual([]);
});

test.each([
  ["PORT", "http", 'must be a whole number from 0 to 65535, and is "http"'],
  ["PORT", "65536", "65535"],
  ["STRIPE_SECRET_KEY", "pk_live_12345678", "must begin with sk_ or rk_"],
  ["STRIPE_WEBHOOK_SECRET", "secret of ours", "must begin with whsec_"],
  ["STRIPE_API_BASE", "api.stripe.com", "must be a URL"],
  ["STRIPE_PRICES", "price_1", "JSON"],
  ["STRIPE_PRICES", "{}", "must name a price"],
  ["STRIPE_PRICES", '{"FREE": {"month": "price_1"}}', "PRO and ENTERPRISE"],
  ["STRIPE_PRICES", '{"PRO": "price_1"}', "what it costs"],
  ["STRIPE_PRICES", '{"PRO": {"week": "price_1"}}', "month, year and former"],
  ["STRIPE_PRICES", '{"PRO": {"month": 7}}', "an id of Stripe's"],
  ["STRIPE_PRICES", '{"PRO": {"former": ["price_1"]}}', "must name a price"],
  ["STRIPE_PRICES", '{"PRO": {"month": "price_1", "year": "price_1"}}', "twice"],
  ["PAYMENT_GRACE_DAYS", "two", "whole number"],
  ["PORT", "-1", "65535"],
  ["PUBLIC_URL", "crm.example.com", "must be a URL"],
  ["PUBLIC_URL", "https://example.com/crm", "without a path"],
  ["ASSET_BASE_URL", "cdn.example.com", "must be a URL"],
  ["ASSET_BASE_URL", "https://cdn.example.com/?v=1", "must be a URL"],
  ["TRUSTED_PROXY_HOPS", "1.5", "whole number"],
  ["CORS_ORIGINS", "*", "must be a URL"],
  ["CORS_ORIGINS", "https://app.example.com null", 'and is "null"'],
  ["SIGN_UP", "everyone", 'must be invite or open, and is "everyone"'],
  ["DATABASE_URL", "mysql://root:hunter2@db", "must be a URL that begins with postgres:// or postgresql://"],
  ["SMTP_URL", "mail.example.com", "smtp://"],
  ["AUTH_SECRET", "short", "32 characters or more, and has 5"],
  ["AUDIT_READS", "never", "batched or strict"],
  ["LIMITS", "[]", "JSON object"],
  ["LIMITS", "{", "JSON"],
  ["MAX_DOCUMENT_BYTES", "10MB", "whole number"],
  ["LOG_LEVEL", "loud", "trace"],
])("%s=%s is refused in one sentence that names it", (name, value, reason) => {
  const attempt = () => loadConfig({ [name]: value });
  expect(attempt).toThrow(ConfigError);
  expect(attempt).toThrow(`The setting ${name} `);
  expect(attempt).toThrow(reason);
  expect(attempt).not.toThrow("hunter2");
});

test("what belongs together is asked for together", () => {
  expect(() => loadConfig({ NEXTCRM_ADMIN_EMAIL: "olga@example.com" })).toThrow("NEXTCRM_ADMIN_PASSWORD is needed too");
  expect(() => loadConfig({ DATABASE_OWNER_URL: "postgres://postgres@db/crm" })).toThrow("DATABASE_URL is needed too");
});

test("the report hides secrets and says what is wrong", () => {
  const report = describeSettings({
    DATABASE_URL: "postgres://serve:hunter2@db:5432/crm?sslmode=require",
    AUTH_SECRET: "x".repeat(40),
    PORT: "zero",
    ALERT_WEBHOOK_URL: "https://hooks.example.com/services/T0/hunter2?token=hunter2",
    OTEL_EXPORTER_OTLP_ENDPOINT: "https://traces.example.com",
  });
  const of = (name: string) => report.find((setting) => setting.name === name);
  expect(of("DATABASE_URL")?.value).toBe("postgres://serve:********@db:5432/crm");
  expect(of("AUTH_SECRET")?.value).toBe("********");
  // Whoever knows the whole address of some receivers may post there.
  expect(of("ALERT_WEBHOOK_URL")?.value).toBe("https://hooks.example.com/********");
  expect(of("OTEL_EXPORTER_OTLP_ENDPOINT")?.value).toBe("https://traces.example.com/");
  expect(of("PORT")?.wrong).toContain("whole number");
  expect(of("LOG_LEVEL")).toMatchObject({ value: "info", isDefault: true });
  expect(JSON.stringify(report)).not.toContain("hunter2");
});

test("HTTPS behind a proxy that is not trusted is warned of", () => {
  const warned = { PUBLIC_URL: "https://crm.example.com", TRUSTED_PROXY_HOPS: 0 };
  expect(proxyWarning(warned)).toContain("set TRUSTED_PROXY_HOPS");
  expect(proxyWarning({ ...warned, TRUSTED_PROXY_HOPS: 1 })).toBeUndefined();
  expect(proxyWarning({ ...warned, PUBLIC_URL: "http://localhost:3000" })).toBeUndefined();
});

test("Stripe takes all three of its settings", () => {
  const all = {
    STRIPE_SECRET_KEY: "sk_test_12345678",
    STRIPE_WEBHOOK_SECRET: "whsec_12345678",
    STRIPE_PRICES: '{"PRO": {"month": "price_1", "former": ["price_0"]}}',
  };
  expect(loadConfig(all).STRIPE_PRICES).toEqual([
    { id: "price_1", plan: "PRO", interval: "month", former: false },
    { id: "price_0", plan: "PRO", interval: "month", former: true },
  ]);
  for (const name of Object.keys(all))
    expect(() => loadConfig({ ...all, [name]: "" })).toThrow(`The setting ${name} is needed too`);
});
