import { expect, test } from "vitest";
import { streamOf } from "./stream-of.ts";

test("nothing begins before somebody reads", async () => {
  let begun = false;
  const bytes = async function* () {
    begun = true;
    yield new Uint8Array(1);
  };
  const response = new Response(streamOf(bytes()));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(begun).toBe(false);
  expect((await response.arrayBuffer()).byteLength).toBe(1);
});
