import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { clearedCookie, cookieNames, readCookie, renewedCookie, verifySessionCookie } from "./session-cookie.ts";

const secret = "a secret of tests, 32 characters or more";
const signed = (token: string) => `${token}.${createHmac("sha256", secret).update(token).digest("base64")}`;

test("a token counts with its signature only", () => {
  expect(verifySessionCookie(signed("abc"), secret)).toBe("abc");
  for (const forged of ["abc", "abc.", ".", "", signed("abc").slice(0, -2), `abd${signed("abc").slice(3)}`, signed("")])
    expect(verifySessionCookie(forged, secret)).toBeNull();
  expect(verifySessionCookie(signed("abc"), `${secret}!`)).toBeNull();
});

test("over HTTPS the cookie cannot be set by another host or read over HTTP; over HTTP browsers would drop it so", () => {
  const flags = "Max-Age=604800; Path=/; HttpOnly; Secure; SameSite=Lax";
  expect(renewedCookie(cookieNames("https://crm.example"), "a.b=")).toBe(`__Host-nextcrm_session=a.b%3D; ${flags}`);
  expect(clearedCookie(cookieNames("http://crm.lan"))).toBe(
    "nextcrm_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax",
  );
});

test("finds its cookie among others", () => {
  const headers = new Headers({ cookie: 'x=1; not_nextcrm_session=2; nextcrm_session=a%2Bb.c%3D; y="3"' });
  expect(readCookie(headers, "nextcrm_session")).toBe("a+b.c=");
  expect(readCookie(headers, "session")).toBeNull();
  expect(readCookie(new Headers({ cookie: "a=%zz" }), "a")).toBe("%zz");
});
