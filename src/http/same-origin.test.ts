import { expect, test } from "vitest";
import { isSameOrigin } from "./same-origin.ts";

const publicUrl = "https://crm.example/";

function sent(headers: Record<string, string>, method = "POST", url = "https://crm.example/api/contacts"): Request {
  return new Request(url, { method, headers });
}

test.each([
  [{ origin: "https://crm.example" }],
  [{ "sec-fetch-site": "same-origin" }],
  [{ "sec-fetch-site": "same-origin", origin: "https://crm.example" }],
])("lets our own pages through: %j", (headers) => {
  expect(isSameOrigin(sent(headers), publicUrl)).toBe(true);
});

test.each([
  [{}],
  [{ origin: "null" }],
  [{ origin: "https://evil.example" }],
  [{ origin: "https://crm.example.evil.example" }],
  [{ origin: "http://crm.example" }],
  [{ origin: "https://crm.example:8443" }],
  [{ "sec-fetch-site": "cross-site" }],
  [{ "sec-fetch-site": "same-site", origin: "https://crm.example" }],
  [{ "sec-fetch-site": "none" }],
  [{ "sec-fetch-site": "same-origin", origin: "https://evil.example" }],
  [{ "sec-fetch-site": "cross-site", origin: "https://crm.example" }],
])("turns others away: %j", (headers) => {
  for (const method of ["POST", "PUT", "PATCH", "DELETE"])
    expect(isSameOrigin(sent(headers, method), publicUrl)).toBe(false);
});

test("reading changes nothing and may come from anywhere", () => {
  expect(isSameOrigin(sent({ origin: "https://evil.example" }, "GET"), publicUrl)).toBe(true);
});

test("over plain HTTP the server may be called by another of its names", () => {
  const origin = "http://127.0.0.1:3000";
  const request = sent({ origin, host: "127.0.0.1:3000" }, "POST", "http://127.0.0.1:3000/api/contacts");
  expect(isSameOrigin(request, "http://localhost:3000")).toBe(true);
  expect(isSameOrigin(sent({ origin: "http://evil.example", host: "127.0.0.1:3000" }), "http://localhost:3000")).toBe(
    false,
  );
});
