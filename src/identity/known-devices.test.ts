import { expect, test } from "vitest";
import { knownDevices } from "./known-devices.ts";
import { cookieNames } from "./session-cookie.ts";

const devices = knownDevices(cookieNames("https://crm.example.com"), "a secret");
const valueOf = (setCookie: string) => setCookie.slice(0, setCookie.indexOf(";"));
const sent = (cookie: string) => new Headers({ cookie });

test("one browser is known to several accounts, the latest five", () => {
  let cookie: string | null = null;
  const accounts = ["a@x.test", "b@x.test", "c@x.test", "d@x.test", "e@x.test", "f@x.test"];
  for (const account of accounts) cookie = valueOf(devices.remember(cookie, account));
  expect(accounts.map((account) => devices.of(sent(cookie!), account) !== null)).toEqual([
    false,
    true,
    true,
    true,
    true,
    true,
  ]);
  expect(cookie!.length).toBeLessThan(400);
});

test("it stays the same device however often it signs in, and however the account is written", () => {
  const first = valueOf(devices.remember(null, "Ada@X.test"));
  const second = valueOf(devices.remember(first, " ada@x.test"));
  expect(second).toBe(first);
  expect(devices.of(sent(second), "ada@x.test")).toMatch(/^[\w-]{16}$/);
});

test("the cookie is for this host, over HTTPS, and out of reach of scripts", () => {
  expect(devices.remember(null, "a@x.test")).toMatch(
    /^__Host-nextcrm_device=[^;]+; Max-Age=31536000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  );
});

test("another installation's is none", () => {
  const other = knownDevices(cookieNames("https://crm.example.com"), "another secret");
  expect(devices.of(sent(valueOf(other.remember(null, "a@x.test"))), "a@x.test")).toBeNull();
});

test("for a code only a browser counts in which one was given, and giving the password again keeps that", () => {
  const headersOf = (cookie: string) => sent(valueOf(cookie));
  const byPassword = devices.remember(null, "a@x.test");
  expect(devices.of(headersOf(byPassword), "a@x.test", "code")).toBeNull();
  const byCode = devices.remember(valueOf(byPassword), "a@x.test", "code");
  const name = devices.of(headersOf(byCode), "a@x.test", "code");
  expect(name).toMatch(/^[\w-]{16}$/);
  expect(devices.of(headersOf(byCode), "a@x.test")).toBe(name);
  expect(valueOf(byCode).split(" ")).toHaveLength(1);
  expect(devices.remember(valueOf(byCode), "a@x.test")).toBe(byCode);
});
