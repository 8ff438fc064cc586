import { expect, test } from "vitest";
import { cameOverHttps } from "./transport.ts";

const request = (headers: Record<string, string>, url = "http://crm.example.test/") => new Request(url, { headers });

test("HTTPS that this process speaks, or is mounted under, counts as itself", () => {
  expect(cameOverHttps(request({}, "https://crm.example.test/"), 0)).toBe(true);
  expect(cameOverHttps(request({}), 0)).toBe(false);
});

test("callers cannot claim it", () => {
  expect(cameOverHttps(request({ "x-forwarded-proto": "https" }), 0)).toBe(false);
  expect(cameOverHttps(request({ forwarded: "proto=https" }), 0)).toBe(false);
  expect(cameOverHttps(request({ "x-forwarded-proto": "https, http" }), 1)).toBe(false);
  expect(cameOverHttps(request({ forwarded: "proto=https, for=192.0.2.1;proto=http" }), 1)).toBe(false);
});

test("of several proxies the outermost trusted one knows how browsers came", () => {
  expect(cameOverHttps(request({ "x-forwarded-proto": "HTTPS" }), 1)).toBe(true);
  expect(cameOverHttps(request({ "x-forwarded-proto": "https" }), 3)).toBe(true);
  expect(cameOverHttps(request({ "x-forwarded-proto": "http, https , http" }), 2)).toBe(true);
  expect(cameOverHttps(request({ "x-forwarded-proto": "" }), 2)).toBe(false);
  expect(cameOverHttps(request({ "x-forwarded-proto": "http", forwarded: "proto=https" }), 1)).toBe(false);
  expect(cameOverHttps(request({ forwarded: 'for="[2001:db8::1]";Proto="https"' }), 1)).toBe(true);
  expect(cameOverHttps(request({ forwarded: "for=192.0.2.1" }), 1)).toBe(false);
});
