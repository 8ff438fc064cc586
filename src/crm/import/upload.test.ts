import { expect, test } from "vitest";
import fc from "fast-check";
import { uploadOf } from "./upload.ts";

const boundary = "----form7";

function form(parts: [head: string, content: string][]): string {
  return `${parts.map(([head, content]) => `--${boundary}\r\n${head}\r\n\r\n${content}\r\n`).join("")}--${boundary}--\r\n`;
}

function request(text: string, cuts: number[], type = `multipart/form-data; boundary="${boundary}"`): Request {
  const bytes = Buffer.from(text);
  const body = streamIn(bytes, cuts);
  return new Request("http://localhost/", {
    method: "POST",
    body,
    headers: { "content-type": type },
    duplex: "half",
  } as RequestInit);
}

function streamIn(bytes: Buffer, cuts: number[]): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull: (controller) => {
      const size = cuts.shift() ?? 1_000;
      if (at >= bytes.length) controller.close();
      else controller.enqueue(new Uint8Array(bytes.subarray(at, (at += Math.max(1, size)))));
    },
  });
}

async function read(made: Request) {
  const { bytes, filename } = await uploadOf(made);
  return { filename, text: Buffer.concat(await Array.fromAsync(bytes)).toString() };
}

const file = 'Content-Disposition: form-data; name="file"; filename="accounts.csv"\r\nContent-Type: text/csv';

test("the file of a form is found behind other parts, however the body is cut", async () => {
  const content = `name\r\n--${boundary.slice(0, -1)}\r\nA\r\n`;
  const text = form([
    ['Content-Disposition: form-data; name="note"', "hello"],
    [file, content],
    ['Content-Disposition: form-data; name="more"', "x"],
  ]);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(20)), async (cuts) => {
      expect(await read(request(text, cuts))).toEqual({ filename: "accounts.csv", text: content });
    }),
  );
});

test("a body of text/csv is the file", async () => {
  expect(await read(request("name\nA", [], "text/csv; charset=utf-8"))).toEqual({ filename: null, text: "name\nA" });
});

test.each([
  ["no file", form([['Content-Disposition: form-data; name="note"', "hello"]])],
  ["no end", `--${boundary}\r\n${file}\r\n\r\nname\r\nA`],
  ["no head", `--${boundary}\r\nContent-Disp`],
  ["nothing", ""],
])("a form with %s is refused", async (_, text) => {
  await expect(read(request(text, []))).rejects.toThrow(/multipart form|Send the file/);
});

test("another media type is refused", async () => {
  await expect(read(request("{}", [], "application/json"))).rejects.toThrow("Send text/csv");
});
