import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { httpOutgoing } from "../src/adapters/http-outgoing.ts";
import { streamSecrets, webhookHeaders } from "../src/audit/stream-secret.ts";
import { freePort } from "./free-port.ts";

const documentation = readFileSync(join(import.meta.dirname, "../docs/AUDIT_LOG.md"), "utf8");
const [, program] = /```js\n(import \{ createHmac.*?)```/s.exec(documentation)!;

test("the receiver in the documentation takes what is signed, and nothing else", async () => {
  const folder = mkdtempSync(join(tmpdir(), "nextcrm-receiver-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "receiver.mjs");
  writeFileSync(file, program!);
  const secrets = streamSecrets("the secret of an installation, 32 characters");
  const secret = secrets.of("a-stream", 1);
  const port = await freePort();
  const child = spawn(process.execPath, [file], {
    env: { STREAM_SECRET: secret, PORT: String(port) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill());
  const printed = createInterface(child.stdout)[Symbol.asyncIterator]();
  const outgoing = httpOutgoing({ allowPrivate: true });
  const body = JSON.stringify({ events: [{ sequence: 7, action: "CREATE", resource: "account" }] });
  const post = (headers: Record<string, string>, sent = body) =>
    outgoing.post(`http://localhost:${port}/`, headers, sent).then(({ status }) => status);
  const now = new Date();
  const good = webhookHeaders("msg_1", now, body, [secret]);
  // It listens a moment after it is started.
  await expect.poll(() => post(good).catch(() => null), { timeout: 10_000 }).toBe(204);
  expect((await printed.next()).value).toBe("7 CREATE account");
  expect(await post(webhookHeaders("msg_2", now, body, [secrets.of("a-stream", 2), secret]))).toBe(204);
  expect(await post({})).toBe(401);
  expect(await post({ "webhook-timestamp": good["webhook-timestamp"]! })).toBe(401);
  expect(await post({ ...good, "webhook-signature": "v1,ü v1," })).toBe(401);
  expect(await post(good, body.replace("7", "8"))).toBe(401);
  expect(await post({ ...good, "webhook-id": "msg_3" })).toBe(401);
  expect(await post(webhookHeaders("msg_4", now, body, [secrets.of("a-stream", 2)]))).toBe(401);
  expect(await post(webhookHeaders("msg_5", new Date(now.getTime() - 600_000), body, [secret]))).toBe(401);
  expect(await post(webhookHeaders("msg_6", now, '{"type":"audit.ping"}', [secret]), '{"type":"audit.ping"}')).toBe(
    204,
  );
});
