import { expect, test } from "vitest";
import { linesOf } from "./lines.ts";

async function* bytes(text: string, size: number) {
  const all = new TextEncoder().encode(text);
  for (let at = 0; at < all.length; at += size) yield all.subarray(at, at + size);
}

test.each([1, 2, 3, 1_000])("lines end at line feeds only, wherever chunks of %i bytes are cut", async (size) => {
  const text = 'first\r\n"a\u2028b\u2029 é 😀\u0085"\n\nlast';
  expect(await Array.fromAsync(linesOf(bytes(text, size)))).toEqual([
    "first",
    '"a\u2028b\u2029 é 😀\u0085"',
    "",
    "last",
  ]);
  expect(await Array.fromAsync(linesOf(bytes(`${text}\n`, size)))).toHaveLength(4);
  expect(await Array.fromAsync(linesOf(bytes("", size)))).toEqual([]);
});
