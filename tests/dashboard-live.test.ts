import { beforeAll, expect, test } from "vitest";
import { cookieOf, password, testApp } from "./app.ts";
import type { TestApp } from "./app.ts";
import { asOwner } from "./event-cases/fixtures.ts";

let app: TestApp;
const address = "http://localhost:3000/api/admin/dashboard/live";

beforeAll(async () => {
  app = await testApp();
});

interface Event {
  name: string;
  data: { timestamp?: string };
}

/** Events as they come; null at the end. */
async function listen(cookie: string) {
  const response = await app.application.fetch(new Request(address, { headers: { cookie } }), {
    socketAddress: "127.0.0.1",
  });
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/event-stream; charset=utf-8"]);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  const next = async (): Promise<Event | null> => {
    for (;;) {
      const end = rest.indexOf("\n\n");
      if (end >= 0) {
        const lines = rest.slice(0, end).split("\n");
        rest = rest.slice(end + 2);
        const of = (field: string) => lines.find((line) => line.startsWith(`${field}: `))?.slice(field.length + 2);
        if (of("event") !== undefined) return { name: of("event")!, data: JSON.parse(of("data")!) };
        continue;
      }
      const { value, done } = await reader.read();
      if (done) return null;
      rest += value;
    }
  };
  const until = async (wanted: (event: Event | null) => boolean) => {
    for (;;) {
      const event = await next();
      if (wanted(event)) return event;
      if (event === null) throw new Error("It ended");
    }
  };
  return { next, until, leave: () => reader.cancel() };
}

async function signIn(email = "olga@example.test") {
  return cookieOf(await app.nobody.post("/api/auth/sign-in/email", { email, password }));
}

test("many listeners are told the same, made once", async () => {
  const cookie = await signIn();
  const listeners = await Promise.all(Array.from({ length: 20 }, () => listen(cookie)));
  const first = await Promise.all(listeners.map(({ next }) => next()));
  expect(new Set(first.map((event) => event!.data.timestamp)).size).toBe(1);
  expect(first[0]).toMatchObject({ name: "dashboard", data: { healthScore: expect.any(Number) } });
  const second = await Promise.all(listeners.map(({ next }) => next()));
  expect(new Set(second.map((event) => event!.data.timestamp)).size).toBe(1);
  expect(Date.parse(second[0]!.data.timestamp!) - Date.parse(first[0]!.data.timestamp!)).toBeGreaterThanOrEqual(4_900);
  await Promise.all(listeners.map(({ leave }) => leave()));
});

test("it ends when the session does, and with the rights of the operator", async () => {
  const cookie = await signIn();
  const signedOut = await listen(cookie);
  await signedOut.next();
  await app.withCookie(cookie).post("/api/auth/sign-out", {});
  expect(await signedOut.until((event) => event?.name !== "dashboard")).toMatchObject({ name: "end" });
  expect(await signedOut.next()).toBeNull();
  const demoted = await listen(await signIn());
  await demoted.next();
  await asOwner(
    app,
    `with audited as materialized (select set_config('nextcrm.audited', 'yes', true))
      delete from auth.operator using audited where user_id = '${app.userId("olga")}'`,
  );
  expect(await demoted.until((event) => event?.name !== "dashboard")).toMatchObject({ name: "end" });
  await app.application.promote("olga@example.test");
});

test("it ends without a word when the process drains", async () => {
  const listener = await listen(await signIn());
  await listener.next();
  app.application.quiesce();
  expect(await listener.until((event) => event?.name !== "dashboard")).toBeNull();
});
