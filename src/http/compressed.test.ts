import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { compressed } from "./compressed.ts";

const text = JSON.stringify(Array.from({ length: 200 }, (_, number) => ({ name: `field${number}` })));

test("a large text is sent in the encoding that the client takes", async () => {
  const brotli = await compressed(text, "gzip, deflate, br");
  expect([brotli?.encoding, String(brotliDecompressSync(brotli!.body))]).toEqual(["br", text]);
  const zipped = await compressed(text, "gzip;q=0.8, br;q=0");
  expect([zipped?.encoding, String(gunzipSync(zipped!.body))]).toEqual(["gzip", text]);
});

test("a small text, or one for a client that takes no encoding, is sent as it is", async () => {
  expect(await compressed("{}", "br")).toBeUndefined();
  expect(await compressed(text, "")).toBeUndefined();
  expect(await compressed(text, "gzip;q=0, identity")).toBeUndefined();
});
