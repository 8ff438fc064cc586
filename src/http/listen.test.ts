import { Agent, request } from "node:http";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { listen, refuseBusyPort } from "./listen.ts";

const place = { port: 0, host: "127.0.0.1" };

function ask(port: number, agent: Agent, path = "/"): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, host: "127.0.0.1", agent, path }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => (body += text));
      response.on("end", () => resolve(body)).on("error", reject);
    });
    sent.on("error", reject).end();
  });
}

test("a taken port is one sentence", async () => {
  const { port, drain } = await listen(async () => new Response("a"), place);
  const taken = { port, host: "127.0.0.1" };
  await expect(refuseBusyPort(taken)).rejects.toThrow(`The port ${port} is already in use`);
  await expect(listen(async () => new Response("b"), taken)).rejects.toThrow("set PORT to another");
  await drain(1000);
  await refuseBusyPort(taken);
});

test.each([true, false])(
  "what cannot be read is refused with the fields of where callers come from: %s",
  async (https) => {
    const { port, drain } = await listen(async () => new Response("a"), { ...place, https });
    const socket = connect(port, "127.0.0.1").setEncoding("utf8");
    socket.write("no request\r\n\r\n");
    let told = "";
    for await (const text of socket) told += text;
    expect(told).toMatch(/^HTTP\/1.1 400 /);
    expect(/^strict-transport-security: max-age=\d+/im.test(told)).toBe(https);
    await drain(1000);
  },
);

test("a drain cuts off nothing that was accepted, and accepts nothing new", async () => {
  const slow = async ({ url }: Request) => {
    await delay(url.endsWith("slow") ? 600 : 5);
    return new Response("whole");
  };
  const { port, drain } = await listen(slow, place);
  const agent = new Agent({ keepAlive: true, maxSockets: 20 });
  const answers = Array.from({ length: 10 }, () => ask(port, agent, "/slow"));
  // Clients that keep their connections busy until they are turned away.
  const busy = Array.from({ length: 10 }, async () => {
    for (;;) {
      const failure = await ask(port, agent).then(
        () => undefined,
        (error: NodeJS.ErrnoException) => error.code,
      );
      if (failure) return failure;
    }
  });
  await delay(200);
  await drain(5000);
  expect(await Promise.all(busy)).toEqual(Array(10).fill("ECONNREFUSED"));
  expect(await Promise.all(answers)).toEqual(Array(10).fill("whole"));
  await expect(ask(port, new Agent())).rejects.toThrow("ECONNREFUSED");
});

test("what does not end in time is ended", async () => {
  const { port, drain } = await listen(() => new Promise(() => undefined), place);
  const answer = ask(port, new Agent()).catch((error: Error) => error.message);
  await delay(50);
  await drain(300);
  expect(await answer).toMatch(/hang up|ECONNRESET/);
});
