import { createHash, randomUUID } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ByteRange, Storage } from "./storage.ts";

/** What every implementation of Storage keeps. */
export function storageContract(name: string, open: () => Promise<Storage> | Storage): void {
  describe(name, async () => {
    const storage = await open();
    let keys = 0;
    const freshKey = () => `organization/contract-${keys++}.bin`;
    const read = async (key: string, range?: ByteRange) => {
      const stream = await storage.read(key, range);
      return stream && new Uint8Array(await new Response(stream).arrayBuffer());
    };

    test("gives back what was written, and says its size and digest", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 5 }), async (chunks) => {
          const [key, whole] = [freshKey(), Buffer.concat(chunks)];
          const sha256 = createHash("sha256").update(whole).digest("hex");
          expect(await storage.write(key, parts(chunks))).toEqual({ size: whole.length, sha256 });
          expect(Buffer.from((await read(key))!)).toEqual(whole);
        }),
        { numRuns: 25 },
      );
    });

    test("reads ranges, half open", async () => {
      const key = freshKey();
      await storage.write(key, parts([Buffer.from("0123456789")]));
      const range = async (start: number, end: number) => Buffer.from((await read(key, { start, end }))!).toString();
      expect(await range(0, 10)).toBe("0123456789");
      expect(await range(2, 5)).toBe("234");
      expect(await range(9, 10)).toBe("9");
      expect(await range(4, 4)).toBe("");
    });

    test("what is not there is null, and can be removed all the same", async () => {
      const key = freshKey();
      expect(await storage.read(key)).toBeNull();
      await storage.remove(key);
      await storage.write(key, parts([Buffer.from("here")]));
      await storage.remove(key);
      expect(await storage.read(key)).toBeNull();
    });

    test("writing again replaces the whole", async () => {
      const key = freshKey();
      await storage.write(key, parts([Buffer.from("a longer text")]));
      await storage.write(key, parts([Buffer.from("short")]));
      expect(Buffer.from((await read(key))!).toString()).toBe("short");
    });

    test("lists what belongs to one owner, whatever its kind, and nothing else", async () => {
      const [mine, other] = [`owner-${randomUUID()}`, `owner-${randomUUID()}`];
      const keys = [`documents/${mine}/a/b`, `documents/${mine}/c`, `audit/${mine}/2026-11/d.gz`];
      for (const key of [...keys, `documents/${other}/a`, `${mine}/documents/a`, `documents/a/${mine}`])
        await storage.write(key, parts([Buffer.from(key)]));
      const listed = await Array.fromAsync(storage.list(mine));
      expect(listed.toSorted((one, two) => (one.key < two.key ? -1 : 1))).toEqual(
        keys.toSorted().map((key) => ({ key, size: key.length })),
      );
      for (const { key } of listed) await storage.remove(key);
      expect(await Array.fromAsync(storage.list(mine))).toEqual([]);
      expect(await Array.fromAsync(storage.list(other))).toHaveLength(1);
    });

    test("a write that fails on its way leaves what was there", async () => {
      const [fresh, known] = [freshKey(), freshKey()];
      await storage.write(known, parts([Buffer.from("before")]));
      for (const key of [fresh, known])
        await expect(storage.write(key, breaking())).rejects.toThrow("the line went dead");
      expect(await storage.read(fresh)).toBeNull();
      expect(Buffer.from((await read(known))!).toString()).toBe("before");
    });

    test.each([
      "",
      "/",
      "..",
      "../secret",
      "a/../../b",
      "/etc/passwd",
      "a//b",
      "a/./b",
      "a\\b",
      "a\0b",
      "ä",
      "a b",
      `${"x".repeat(201)}`,
    ])("refuses the key %j", async (key) => {
      await expect((async () => storage.write(key, parts([])))()).rejects.toThrow(TypeError);
      await expect((async () => storage.read(key))()).rejects.toThrow(TypeError);
      await expect((async () => storage.remove(key))()).rejects.toThrow(TypeError);
    });
  });
}

async function* parts(chunks: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

async function* breaking(): AsyncGenerator<Uint8Array> {
  yield Buffer.from("half of ");
  throw new Error("the line went dead");
}
