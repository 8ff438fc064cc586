import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { authenticator } from "../../../tests/authenticator.ts";
import type { Authenticator } from "../../../tests/authenticator.ts";
import { freshDatabase } from "../../../tests/database.ts";
import { identityApp, password } from "../../../tests/identity.ts";
import type { Answer, IdentityApp } from "../../../tests/identity.ts";
import { withClient } from "../../adapters/client.ts";
import { parseLeaf } from "../../audit/leaf.ts";
import { newId } from "../../identifier.ts";
import { verificationDigest } from "../credentials.ts";
import { resetTwoFactor } from "./reset.ts";
import { stepSeconds } from "./totp.ts";

const database = await freshDatabase();
let app: IdentityApp;
let aheadSeconds = 0;
const now = () => new Date(Date.now() + aheadSeconds * 1000);

beforeAll(async () => {
  app = await identityApp(database.serve, { now });
});
afterAll(() => app.close());

interface Person {
  email: string;
  cookie: string;
  phone: Authenticator;
  recoveryCodes: string[];
}
let ada: Person;
/** Each test comes from another address, so that none uses up another's limits. */
let tests = 0;
let address: string;

beforeEach(async () => {
  tests += 1;
  address = `203.0.113.${tests}`;
  ada = await enrolled();
});

async function enrolled(): Promise<Person> {
  const name = `P${newId()}`;
  const email = `${name.toLowerCase()}@example.test`;
  const { cookie } = await app.send("POST", "/api/auth/sign-up/email", { body: { name, email, password }, address });
  const headers = { cookie };
  const begun = await app.send("POST", "/api/me/two-factor/enrolment", { body: { password }, headers });
  const phone = authenticator(begun.body.uri);
  const done = await app.send("POST", "/api/me/two-factor", { body: { code: phone.next(now()) }, headers });
  expect([begun.status, done.status], JSON.stringify(done.body)).toEqual([201, 201]);
  return { email, cookie, phone, recoveryCodes: done.body.recoveryCodes };
}

const firstStep = (cookie = "", given = password): Promise<Answer> =>
  app.send("POST", "/api/auth/sign-in/email", {
    body: { email: ada.email, password: given },
    headers: { cookie },
    address,
  });
const secondStep = (cookie: string, code: string, more: object = {}): Promise<Answer> =>
  app.send("POST", "/api/auth/sign-in/second-factor", { body: { code, ...more }, headers: { cookie }, address });
const me = (cookie: string) => app.send("GET", "/api/me", { headers: { cookie } });
const query = (text: string, parameters: unknown[] = []) =>
  withClient(database.owner, async (client) => (await client.query(text, parameters)).rows);
const sessions = async () =>
  (await query(`select 1 from auth.session s join auth."user" u on u.id = s."userId" where u.email = $1`, [ada.email]))
    .length;

async function eventsOf(answer: Answer) {
  const rows = await query("select leaf from audit_event where leaf like '%' || $1 || '%' order by id", [
    answer.headers.get("x-request-id"),
  ]);
  return rows
    .map(({ leaf }) => parseLeaf(leaf))
    .map(({ action, resource, outcome, reason, context }) => ({
      event: `${action} ${resource}`,
      outcome,
      ...(reason !== undefined && { reason }),
      ...(context.secondFactor !== undefined && { secondFactor: context.secondFactor }),
    }));
}

describe("the first step", () => {
  test("begins no session, and tells of a challenge", async () => {
    const answer = await firstStep();
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({ secondFactor: { until: expect.any(String) } });
    expect(answer.cookie).toMatch(/^nextcrm_challenge=/);
    expect(answer.cookie).not.toMatch(/session|device/);
    expect(await sessions()).toBe(1);
    expect(await eventsOf(answer)).toEqual([{ event: "CREATE challenge", outcome: "success" }]);
    expect((await me(answer.cookie)).status).toBe(401);
  });

  test("with a wrong password is as it is for everybody", async () => {
    const answer = await firstStep("", "wrong");
    expect(answer).toMatchObject({ status: 401, cookie: "", body: { type: "/problems/invalid-credentials" } });
    expect(await eventsOf(answer)).toEqual([{ event: "LOGIN session", outcome: "failure", reason: "wrong password" }]);
  });
});

describe("the second step", () => {
  test("begins the session with a code of the app", async () => {
    const { cookie } = await firstStep();
    const answer = await secondStep(cookie, ada.phone.next(now()));
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    expect(answer.headers.getSetCookie().join()).toContain("nextcrm_challenge=; Max-Age=0");
    expect(await eventsOf(answer)).toEqual([{ event: "LOGIN session", outcome: "success", secondFactor: "code" }]);
    expect((await me(answer.cookie)).body).toMatchObject({ user: { email: ada.email }, twoFactor: true });
    const { body } = await app.send("GET", "/api/sessions", { headers: { cookie: answer.cookie } });
    expect(body.data.find(({ current }: { current: boolean }) => current)).toMatchObject({ secondFactor: "code" });
  });

  test("takes codes with a space, as apps show them", async () => {
    const { cookie } = await firstStep();
    const code = ada.phone.next(now());
    expect((await secondStep(cookie, `${code.slice(0, 3)} ${code.slice(3)}`)).status).toBe(200);
  });

  test("takes each code once, in whichever sign-in", async () => {
    const [one, other] = [await firstStep(), await firstStep()];
    const code = ada.phone.next(now());
    expect((await secondStep(one.cookie, code)).status).toBe(200);
    for (const { cookie } of [one, other]) {
      const again = await secondStep(cookie, code);
      expect(again).toMatchObject({ status: 400, body: { errors: [{ field: "code", reason: /used already/ }] } });
      expect(again.cookie).toBe("");
      expect(await eventsOf(again)).toEqual([{ event: "LOGIN session", outcome: "failure", reason: "wrong code" }]);
    }
  });

  test("takes one code once when many give it at the same time", async () => {
    const { cookie } = await firstStep();
    const code = ada.phone.next(now());
    const before = await sessions();
    const answers = await Promise.all(Array.from({ length: 5 }, () => secondStep(cookie, code)));
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(["200", "400", "400", "400", "400"]);
    expect(await sessions()).toBe(before + 1);
  });

  test("refuses a wrong code, tells of it, and lets try again", async () => {
    const { cookie } = await firstStep();
    const right = ada.phone.next(now());
    const wrong = await secondStep(cookie, right === "000000" ? "000001" : "000000");
    expect(wrong).toMatchObject({ status: 400, cookie: "", body: { errors: [{ field: "code", reason: "is wrong" }] } });
    expect(await eventsOf(wrong)).toEqual([{ event: "LOGIN session", outcome: "failure", reason: "wrong code" }]);
    expect((await secondStep(cookie, right)).status).toBe(200);
  });

  test("refuses codes from before and after their time", async () => {
    const { cookie } = await firstStep();
    for (const away of [-2, 3]) expect((await secondStep(cookie, ada.phone.at(away, now()))).status).toBe(400);
  });

  test("comes too late after ten minutes, and without a first step", async () => {
    const { cookie } = await firstStep();
    aheadSeconds += 10 * 60 + 1;
    const code = ada.phone.next(now());
    const forged = cookie.replace(/=(.)/, (_, first) => `=${first === "A" ? "B" : "A"}`);
    for (const given of [cookie, forged, "", "nextcrm_challenge=x.y", ada.cookie]) {
      const answer = await secondStep(given, code);
      expect(answer, given).toMatchObject({ status: 401, cookie: "", body: { type: "/problems/sign-in-expired" } });
    }
  });

  test("ends with a change of the password or of the second factor", async () => {
    const { cookie } = await firstStep();
    const headers = { cookie: ada.cookie };
    const changed = await app.send("POST", "/api/auth/change-password", {
      body: { currentPassword: password, newPassword: "another horse battery" },
      headers,
    });
    expect(changed.status).toBe(200);
    expect((await secondStep(cookie, ada.phone.next(now()))).status).toBe(401);

    const later = await firstStep("", "another horse battery");
    expect(await resetTwoFactor(app.db, app.services.jobs, ada.email)).toBe("reset");
    const answer = await secondStep(later.cookie, ada.recoveryCodes[0]!);
    expect(answer).toMatchObject({ status: 401, cookie: "" });
    expect(await sessions()).toBe(0);
  });

  test("is remembered for as long as the first step said", async () => {
    const body = { email: ada.email, password, rememberMe: false };
    const { cookie } = await app.send("POST", "/api/auth/sign-in/email", { body });
    const answer = await secondStep(cookie, ada.phone.next(now()));
    const set = answer.headers.getSetCookie();
    expect(set.find((one) => one.startsWith("nextcrm_session="))).not.toContain("Max-Age");
    expect(set.some((one) => one.startsWith("nextcrm_device="))).toBe(false);
  });

  test("does not happen when its event cannot be written", async () => {
    const { cookie } = await firstStep();
    const [code, before] = [ada.phone.next(now()), await sessions()];
    await query("create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$");
    await query("create trigger refuse before insert on audit_event for each row execute function refuse()");
    const refused = await secondStep(cookie, code);
    await query("drop function refuse cascade");
    expect([refused.status, refused.cookie, await sessions()]).toEqual([500, "", before]);
    expect((await secondStep(cookie, code)).status).toBe(200);
  });
});

describe("recovery codes", () => {
  test("are ten, each good once, however they are spelled", async () => {
    expect(new Set(ada.recoveryCodes).size).toBe(10);
    const { cookie } = await firstStep();
    const [one, other] = ada.recoveryCodes as [string, string];
    const answer = await secondStep(cookie, one);
    expect(answer.status).toBe(200);
    expect(await eventsOf(answer)).toEqual([
      { event: "UPDATE two_factor", outcome: "success" },
      { event: "LOGIN session", outcome: "success", secondFactor: "recovery_code" },
    ]);
    expect((await secondStep(cookie, one)).status).toBe(400);
    expect((await secondStep(cookie, other.toLowerCase().replaceAll("-", " "))).status).toBe(200);
    const { body } = await app.send("GET", "/api/me/two-factor", { headers: { cookie: ada.cookie } });
    expect(body).toMatchObject({ enabled: true, recoveryCodesLeft: 8 });
  });

  test("let one in when many give the same one at the same time", async () => {
    const { cookie } = await firstStep();
    const before = await sessions();
    const answers = await Promise.all(Array.from({ length: 5 }, () => secondStep(cookie, ada.recoveryCodes[0]!)));
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(["200", "400", "400", "400", "400"]);
    expect(await sessions()).toBe(before + 1);
  });

  test("are nobody else's, and cannot be read from the database; neither can the secret", async () => {
    const other = await enrolled();
    const { cookie } = await firstStep();
    expect((await secondStep(cookie, other.recoveryCodes[0]!)).status).toBe(400);
    const kept = JSON.stringify(await query("select user_id, secret, encode(secret, 'escape') from auth.two_factor"));
    const digests = JSON.stringify(await query("select encode(sha256, 'escape') from auth.recovery_code"));
    expect(kept + digests).not.toContain(ada.recoveryCodes[0]!.slice(0, 9));
  });
});

/** Sets the password by the link of a mail, in a browser of its own; answers the cookie by which it is known. */
async function byMail(): Promise<string> {
  const token = newId();
  await query(
    `insert into auth.verification (id, identifier, value, "expiresAt") select $1, $2, id, now() + interval '1 hour' from auth."user" where email = $3`,
    [newId(), verificationDigest(`reset-password:${token}`), ada.email],
  );
  const body = { token, newPassword: password };
  const { status, cookie } = await app.send("POST", "/api/auth/reset-password", { body, address });
  expect([status, cookie]).toEqual([200, expect.stringMatching(/^nextcrm_device=[^;]+$/)]);
  return cookie;
}

// Up to sixteen passwords are hashed in each.
describe("guessing", { timeout: 60_000 }, () => {
  test("from many addresses is bounded by the account, and a recovery code still lets its person in", async () => {
    const { cookie } = await firstStep();
    const guess = (at: number) =>
      app.send("POST", "/api/auth/sign-in/second-factor", {
        body: { code: "000000" },
        headers: { cookie },
        address: `198.51.100.${at}`,
      });
    const statuses: number[] = [];
    for (let at = 1; at <= 12; at += 1) statuses.push((await guess(at)).status);
    expect(statuses).toEqual([...Array<number>(10).fill(400), 429, 429]);
    const locked = await secondStep(cookie, ada.phone.next(now()));
    expect(locked.status).toBe(429);
    expect(locked.headers.get("ratelimit")).toContain("second-factor");
    expect((await secondStep(cookie, ada.recoveryCodes[0]!)).status).toBe(200);
  });

  test("leaves a browser alone in which the account was signed in to before", async () => {
    const first = await firstStep();
    const known = await secondStep(first.cookie, ada.phone.next(now()));
    const stranger = await firstStep();
    for (let at = 0; at < 11; at += 1) await secondStep(stranger.cookie, "000000");
    expect((await secondStep(stranger.cookie, ada.phone.next(now()))).status).toBe(429);
    const device = known.cookie.split("; ").find((one) => one.startsWith("nextcrm_device="))!;
    const again = await firstStep(device);
    aheadSeconds += 2 * stepSeconds;
    expect((await secondStep(`${again.cookie}; ${device}`, ada.phone.next(now()))).status).toBe(200);
  });

  test("in browsers that a mail's link made known is the account's, however many there are", async () => {
    const devices = [await byMail(), await byMail(), await byMail()];
    const statuses: number[] = [];
    for (let at = 0; at < 12; at += 1) {
      const device = devices[at % devices.length]!;
      const { cookie } = await firstStep(device);
      statuses.push((await secondStep(`${cookie}; ${device}`, "000000")).status);
    }
    expect(statuses).toEqual([...Array<number>(10).fill(400), 429, 429]);
  });

  test("without the password spends nothing of the account's", async () => {
    for (let at = 0; at < 15; at += 1) await secondStep("", "000000", { trustBrowser: false });
    const { cookie } = await firstStep();
    expect((await secondStep(cookie, ada.phone.next(now()))).status).toBe(200);
  });
});

describe("a trusted browser", () => {
  async function trusting(): Promise<{ session: string; trusted: string }> {
    const { cookie } = await firstStep();
    const answer = await secondStep(cookie, ada.phone.next(now()), { trustBrowser: true });
    expect((await eventsOf(answer)).map(({ event }) => event)).toEqual(["LOGIN session", "CREATE trusted_browser"]);
    const [set] = answer.headers.getSetCookie().filter((one) => one.startsWith("nextcrm_trusted="));
    expect(set).toMatch(/Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax/);
    return { session: answer.cookie, trusted: set!.slice(0, set!.indexOf(";")) };
  }

  test("is asked for no code, and only for that person", async () => {
    const { trusted } = await trusting();
    const answer = await firstStep(trusted);
    expect(answer.status).toBe(200);
    expect(await eventsOf(answer)).toEqual([
      { event: "LOGIN session", outcome: "success", secondFactor: "trusted_browser" },
    ]);
    const other = await enrolled();
    const body = { email: other.email, password };
    const theirs = await app.send("POST", "/api/auth/sign-in/email", { body, headers: { cookie: trusted } });
    expect(theirs.status).toBe(202);
  });

  test("is listed, and asked again once it is revoked", async () => {
    const { session, trusted } = await trusting();
    const headers = { cookie: `${session}; ${trusted}` };
    const { body } = await app.send("GET", "/api/me/two-factor", { headers });
    expect(body.trustedBrowsers).toMatchObject([{ current: true, device: expect.any(String) }]);
    const path = `/api/me/two-factor/trusted-browsers/${body.trustedBrowsers[0].id}`;
    const stranger = await app.signUp(`S${newId()}`);
    expect((await app.send("DELETE", path, { headers: { cookie: stranger } })).status).toBe(404);
    const revoked = await app.send("DELETE", path, { headers });
    expect(revoked.status).toBe(204);
    expect(await eventsOf(revoked)).toEqual([{ event: "DELETE trusted_browser", outcome: "success" }]);
    expect((await app.send("DELETE", path, { headers })).status).toBe(404);
    expect((await firstStep(trusted)).status).toBe(202);
  });

  test.each([
    ["30 days", () => query("update auth.trusted_browser set expires_at = now() - interval '1 second'")],
    [
      "a change of the password",
      () =>
        app.send("POST", "/api/auth/change-password", {
          body: { currentPassword: password, newPassword: password },
          headers: { cookie: ada.cookie },
        }),
    ],
    [
      "revoking all",
      () => app.send("DELETE", "/api/me/two-factor/trusted-browsers", { headers: { cookie: ada.cookie } }),
    ],
  ])("is trusted no more after %s", async (_, end) => {
    const { trusted } = await trusting();
    await end();
    expect((await firstStep(trusted)).status).toBe(202);
  });
});
