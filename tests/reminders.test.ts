import { beforeAll, expect, test } from "vitest";
import { findReminders, remind } from "../src/crm/reminders.ts";
import type { JobKinds } from "../src/ports/jobs.ts";
import type { Message } from "../src/ports/mail.ts";
import { testApp } from "./app.ts";
import type { TestApp } from "./app.ts";
import { asOwner, made } from "./event-cases/fixtures.ts";

/** What people asked to be reminded of, told once and to whom it concerns. */

const day = 86_400_000;
/** The product's own job has sent all that was due by now, and sees nothing that lies ahead. */
let time = Date.now() + day;
const clock = { now: () => new Date(time), monotonicMicros: () => time * 1_000 };
const moveDays = (days: number) => void (time += days * day);
const publicUrl = "https://crm.test";
let app: TestApp;

beforeAll(async () => {
  app = await testApp();
  await send();
}, 60_000);

/** Moments ahead of the clock. */
const inHours = (hours: number) => new Date(time + hours * 3_600_000).toISOString();

/** The mails that the jobs send now. */
async function send(): Promise<Message[]> {
  const due: JobKinds["remind"][] = [];
  const mails: Message[] = [];
  const enqueue = async (_: unknown, kind: string, payload: unknown) => {
    if (kind === "remind") due.push(payload as JobKinds["remind"]);
    if (kind === "send-mail") mails.push(payload as Message);
  };
  const tools = { db: app.db, jobs: { enqueue }, clock, publicUrl };
  await findReminders(tools);
  for (const one of due) await remind(tools, one);
  return mails;
}

const told = async () => (await send()).map(({ to, subject }) => `${to}: ${subject}`).toSorted();
const task = (values: object, who: "mia" | "mallory" = "mia") =>
  made(app.as(who).post("/api/tasks", { title: "Call", ...values }));

test("a task's assignee is reminded once it is time, once", async () => {
  const { id } = await task({
    title: "Call Wayne",
    remindAt: inHours(2),
    dueDate: "2030-01-31",
    assigneeId: app.userId("alan"),
  });
  expect(await told()).toEqual([]);
  moveDays(1);
  const mails = await send();
  expect(mails.map(({ to, subject }) => ({ to, subject }))).toEqual([
    { to: "alan@example.test", subject: "Reminder: Call Wayne" },
  ]);
  expect(mails[0]!.text).toContain(`which is due on 2030-01-31:\n${publicUrl}/tasks/${id}`);
  expect(await told()).toEqual([]);
  moveDays(1);
  expect(await told()).toEqual([]);
});

test("whoever has several hears of them in one message, and of another organization's in another", async () => {
  for (const hours of [1, 2, 3]) await task({ title: `Task ${hours}`, remindAt: inHours(hours) });
  await task({ title: "Elsewhere", remindAt: inHours(1) }, "mallory");
  moveDays(1);
  expect(await told()).toEqual([
    "mallory@example.test: Reminder: Elsewhere",
    "mia@example.test: 3 reminders: Task 1 and others",
  ]);
});

test("nobody is reminded of what is done, or gone, or moved to later", async () => {
  const [done, gone, later] = [
    await task({ remindAt: inHours(1) }),
    await task({ remindAt: inHours(1) }),
    await task({ remindAt: inHours(1) }),
  ];
  await made(app.as("mia").patch(`/api/tasks/${done.id}`, { status: "completed" }));
  await app.as("mia").delete(`/api/tasks/${gone.id}`);
  await made(app.as("mia").patch(`/api/tasks/${later.id}`, { remindAt: inHours(36) }));
  moveDays(1);
  expect(await told()).toEqual([]);
  moveDays(1);
  expect(await told()).toEqual(["mia@example.test: Reminder: Call"]);
});

test("what was due while nothing ran is told late, and not lost", async () => {
  await task({ title: "Long ago", remindAt: inHours(1) });
  moveDays(40);
  expect(await told()).toEqual(["mia@example.test: Reminder: Long ago"]);
});

test("a contract's renewal is told at eight o'clock of its day, where the organization is", async () => {
  await asOwner(app, "update organization set time_zone = 'Pacific/Kiritimati'");
  const renewal = inHours(5 * 24).slice(0, 10);
  await made(app.as("mia").post("/api/contracts", { title: "Rent", renewalReminder: renewal, endDate: "2040-12-31" }));
  // Fourteen hours ahead of UTC.
  const eight = Date.parse(`${renewal}T08:00:00Z`) - 14 * 3_600_000;
  time = eight - 60_000;
  expect(await told()).toEqual([]);
  time = eight;
  const [mail, ...others] = await send();
  expect(others).toEqual([]);
  expect(mail).toMatchObject({ to: "mia@example.test", subject: "Reminder: Rent" });
  expect(mail!.text).toContain("the renewal of the contract “Rent”, which ends on 2040-12-31");
  expect(await told()).toEqual([]);
});

test("who may see no record any more is told of none: the next one is, who may", async () => {
  await task({ title: "Call Stark", remindAt: inHours(1), assigneeId: app.userId("alan") });
  await asOwner(app, `update member set role = 'auditor' where user_id = '${app.userId("alan")}'`);
  moveDays(1);
  expect(await told()).toEqual(["mia@example.test: Reminder: Call Stark"]);
  await asOwner(app, `update member set role = 'admin' where user_id = '${app.userId("alan")}'`);
});

test("an organization in which nothing changes any more is reminded of nothing", async () => {
  await task({ remindAt: inHours(1) });
  await asOwner(app, `update organization set status = 'suspended' where id = '${app.organizationId}'`);
  moveDays(1);
  expect(await told()).toEqual([]);
  await asOwner(app, `update organization set status = 'active' where id = '${app.organizationId}'`);
});
