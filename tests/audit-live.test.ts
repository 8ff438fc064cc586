import { beforeAll, expect, test } from "vitest";
import { testApp } from "./app.ts";
import type { TestApp } from "./app.ts";

let app: TestApp;
const base = "/api/organization/audit-logs";
beforeAll(async () => {
  // Answers wait for their events, so that what is not there then will never be.
  app = await testApp({ environment: { AUDIT_READS: "strict" } });
}, 30_000);

interface Told {
  logs: { id: string; action: string; resource: string; resourceId: string }[];
  nextSequence: number;
  size: number;
}

/** Somebody who has the page open. */
class Watcher {
  seen: Told["logs"] = [];
  next = 0;
  readonly #who: "ada" | "alan";
  readonly #filter: string;

  constructor(who: "ada" | "alan", filter = "") {
    this.#who = who;
    this.#filter = filter;
  }

  async ask(): Promise<Told> {
    const { status, body } = await app.as(this.#who).get(`${base}/live?afterSequence=${this.next - 1}${this.#filter}`);
    expect(status).toBe(200);
    this.seen.push(...body.logs);
    this.next = body.nextSequence;
    return body as Told;
  }

  /** Asks until it was told of a record. */
  async until(resourceId: string): Promise<void> {
    const isTold = async () => (await this.ask()) && this.seen.some((event) => event.resourceId === resourceId);
    await expect.poll(isTold, { interval: 20 }).toBe(true);
  }
}

const made = async (plural: string, body: object) => (await app.as("mia").post(`/api/${plural}`, body)).body.id;

test("who watches is told of each event once, and two who watch do not keep each other busy", async () => {
  const watchers = [new Watcher("ada"), new Watcher("alan")];
  const tell = async (name: string) => {
    const id = await made("accounts", { name });
    for (const watcher of watchers) await watcher.until(id);
    return id;
  };
  await tell("Tyrell");
  const before = await readsOfWatchers();
  for (const watcher of watchers) watcher.seen = [];
  const ids = [await tell("Umbrella"), await tell("Wayne")];
  for (let turn = 0; turn < 10; turn += 1) for (const watcher of watchers) await watcher.ask();
  for (const watcher of watchers) {
    await expect.poll(async () => (await watcher.ask()).size - watcher.next).toBe(0);
    expect(watcher.seen.map(({ resourceId }) => resourceId)).toEqual(ids);
  }
  // Two were told of two events; all the other questions left nothing.
  expect(await readsOfWatchers()).toBe(before + 4);
});

async function readsOfWatchers(): Promise<number> {
  const { logs } = (await app.as("alan").get(`${base}?resource=audit_log&action=VIEW&limit=100`)).body;
  return logs.filter(({ context }: { context: { route: string } }) => context.route.endsWith("/live")).length;
}

test("filters hold; without a place it says where the log ends; members may not watch", async () => {
  const watcher = new Watcher("alan", "&resource=task");
  watcher.next = (await app.as("alan").get(`${base}/live`)).body.size;
  await made("accounts", { name: "Kent" });
  const task = await made("tasks", { title: "Call" });
  await watcher.until(task);
  expect(watcher.seen).toMatchObject([{ action: "CREATE", resource: "task" }]);
  expect((await app.as("mia").get(`${base}/live`)).status).toBe(403);
  expect((await app.as("alan").get(`${base}/live?afterSequence=-2`)).status).toBe(400);
});
