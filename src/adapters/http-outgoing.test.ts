import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { afterAll, describe, expect, test } from "vitest";
import { httpOutgoing } from "./http-outgoing.ts";
import { isReachable } from "./public-address.ts";

/** Address: on the internet, or in an intranet; the rest is nobody's to reach. */
const addresses: [string, "public" | "intranet" | "never"][] = [
  ["8.8.8.8", "public"],
  ["172.15.255.255", "public"],
  ["172.32.0.1", "public"],
  ["100.63.255.255", "public"],
  ["2606:4700:4700::1111", "public"],
  ["::ffff:8.8.8.8", "public"],
  ["10.0.0.1", "intranet"],
  ["127.0.0.1", "intranet"],
  ["127.255.255.254", "intranet"],
  ["172.16.0.1", "intranet"],
  ["172.31.255.255", "intranet"],
  ["192.168.1.1", "intranet"],
  ["100.64.0.1", "intranet"],
  ["198.18.0.1", "intranet"],
  ["::1", "intranet"],
  ["0:0:0:0:0:0:0:1", "intranet"],
  ["fc00::1", "intranet"],
  ["fd12:3456::1", "intranet"],
  ["::ffff:127.0.0.1", "intranet"],
  ["::ffff:7f00:1", "intranet"],
  ["::ffff:10.1.2.3", "intranet"],
  ["0:0:0:0:0:ffff:c0a8:101", "intranet"],
  ["0.0.0.0", "never"],
  ["0.1.2.3", "never"],
  ["169.254.169.254", "never"],
  ["::ffff:169.254.169.254", "never"],
  ["::ffff:a9fe:a9fe", "never"],
  ["100.100.100.200", "never"],
  ["168.63.129.16", "never"],
  ["192.0.0.192", "never"],
  ["224.0.0.1", "never"],
  ["255.255.255.255", "never"],
  ["240.0.0.1", "never"],
  ["203.0.113.9", "never"],
  ["::", "never"],
  ["::ffff:0.0.0.0", "never"],
  ["::127.0.0.1", "never"],
  ["fe80::1", "never"],
  ["fec0::1", "never"],
  ["ff02::1", "never"],
  ["64:ff9b::7f00:1", "never"],
  ["2002:7f00:1::1", "never"],
  ["2001::1", "never"],
  ["2001:db8::1", "never"],
  ["fd00:ec2::254", "never"],
  ["fd20:ce::254", "never"],
];

test.each(addresses)("%s is %s", (address, where) => {
  expect(isReachable(address, false)).toBe(where === "public");
  expect(isReachable(address, true)).toBe(where !== "never");
});

describe("an address", () => {
  test.each([
    ["https://siem.example.com/events", null, null],
    ["http://siem.example.com/", "https", "https"],
    ["http://localhost:8080/", "https", null],
    ["http://127.0.0.1:8080/", "private", null],
    ["http://[::1]/", "private", null],
    ["http://10.0.0.1/", "private", "https"],
    ["https://10.0.0.1/", "private", null],
    ["https://2130706433/", "private", null],
    ["https://0x7f.1/", "private", null],
    ["https://127.1/", "private", null],
    ["https://[::ffff:127.0.0.1]/", "private", null],
    ["https://169.254.169.254/latest", "private", "private"],
    ["https://[fd00:ec2::254]/", "private", "private"],
    ["https://ada:secret@siem.example.com/", "password", "password"],
    ["https://siem.example.com/#here", "fragment", "fragment"],
    ["ftp://siem.example.com/", "URL", "URL"],
    ["file:///etc/passwd", "URL", "URL"],
    ["siem.example.com", "URL", "URL"],
    ["", "URL", "URL"],
  ])("%s", (url, usually, withIntranets) => {
    for (const [allowPrivate, reason] of [
      [false, usually],
      [true, withIntranets],
    ] as const) {
      const refusal = httpOutgoing({ allowPrivate }).refusalOf(url);
      expect(refusal ?? "none").toContain(reason ?? "none");
    }
  });
});

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.closeAllConnections();
});

async function receiver(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  servers.push(server);
  server.unref();
  await new Promise((resolve) => server.once("listening", resolve));
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

const resolvesTo =
  (...found: string[]): NonNullable<Parameters<typeof httpOutgoing>[0]["resolve"]> =>
  (_, __, done) =>
    done(
      null,
      found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );

test.each([
  ["this machine", ["127.0.0.1"]],
  ["a metadata service", ["169.254.169.254"]],
  ["one private address among others", ["8.8.8.8", "::ffff:10.0.0.1"]],
  ["nothing", []],
])("a name that leads to %s is not connected to", async (_, found) => {
  const outgoing = httpOutgoing({ allowPrivate: false, resolve: resolvesTo(...found) });
  await expect(outgoing.post("https://rebound.example.com/", {}, "{}")).rejects.toThrow("leads to a private network");
});

test("nothing is sent to an address that is refused", async () => {
  const asked: string[] = [];
  const url = await receiver((request, response) => {
    asked.push(request.url!);
    response.end();
  });
  await expect(httpOutgoing({ allowPrivate: false }).post(url, {}, "{}")).rejects.toThrow("https://");
  await expect(
    httpOutgoing({ allowPrivate: false }).post(url.replace("localhost", "127.0.0.1"), {}, "{}"),
  ).rejects.toThrow("private");
  expect(asked).toEqual([]);
});

test("posts, tells the status and what the receiver asks for, and follows nobody elsewhere", async () => {
  const asked: [string, string][] = [];
  const url = await receiver((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      asked.push([request.url!, Buffer.concat(chunks).toString()]);
      const headers: Record<string, Record<string, string>> = {
        "/moved": { location: "/elsewhere" },
        "/later": { "retry-after": "120" },
        "/date": { "retry-after": new Date(Date.now() + 60_000).toUTCString() },
        "/odd": { "retry-after": "soon" },
      };
      const statuses: Record<string, number> = { "/moved": 302, "/later": 429, "/date": 503, "/odd": 503 };
      response.writeHead(statuses[request.url!] ?? 204, headers[request.url!]).end();
    });
  });
  const outgoing = httpOutgoing({ allowPrivate: true });
  expect(await outgoing.post(`${url}/fine`, { "x-a": "b" }, '{"ü":1}')).toEqual({
    status: 204,
    retryAfterSeconds: null,
  });
  expect(await outgoing.post(`${url}/moved`, {}, "{}")).toEqual({ status: 302, retryAfterSeconds: null });
  expect(await outgoing.post(`${url}/later`, {}, "{}")).toEqual({ status: 429, retryAfterSeconds: 120 });
  expect((await outgoing.post(`${url}/date`, {}, "{}")).retryAfterSeconds).toBeGreaterThan(50);
  expect((await outgoing.post(`${url}/odd`, {}, "{}")).retryAfterSeconds).toBeNull();
  expect(asked.map(([path]) => path)).toEqual(["/fine", "/moved", "/later", "/date", "/odd"]);
  expect(asked[0]![1]).toBe('{"ü":1}');
});

test("a receiver that hangs, or is not there, or is stopped waiting for, is an error in a sentence", async () => {
  const hanging = await receiver(() => undefined);
  const outgoing = httpOutgoing({ allowPrivate: true, timeoutMilliseconds: 100 });
  await expect(outgoing.post(hanging, {}, "{}")).rejects.toThrow("There was no answer within 0.1 seconds.");
  const patient = httpOutgoing({ allowPrivate: true });
  await expect(patient.post("http://localhost:1/", {}, "{}")).rejects.toThrow("The connection was refused.");
  const stop = new AbortController();
  const stopped = patient.post(hanging, {}, "{}", stop.signal);
  stop.abort();
  await expect(stopped).rejects.toThrow("The request failed (ABORT_ERR).");
});

test("an answer that changes the protocol is an error, and does not keep its sender waiting forever", async () => {
  const url = await receiver(() => undefined);
  servers.at(-1)!.on("upgrade", (_, socket) => socket.destroy());
  servers.at(-1)!.on("connection", (socket: Socket) => {
    socket.end("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: other\r\n\r\n");
  });
  await expect(httpOutgoing({ allowPrivate: true }).post(url, {}, "{}")).rejects.toThrow("another protocol");
});

test("an answer without end is not read", async () => {
  const closed = Promise.withResolvers<void>();
  const url = await receiver((_, response) => {
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(16_384)));
    };
    response.on("drain", more).on("close", () => closed.resolve());
    more();
  });
  expect((await httpOutgoing({ allowPrivate: true }).post(url, {}, "{}")).status).toBe(200);
  await closed.promise;
});
