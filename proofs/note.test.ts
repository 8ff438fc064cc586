import { createHash, createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { openCheckpoint, parseCheckpoint, signCheckpoint, textOfCheckpoint } from "./checkpoint.ts";
import { openNote, parseKey, signNote, textOfKey, verifierKey } from "./note.ts";
import type { VerifyEd25519 } from "./note.ts";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest();
const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const raw = Buffer.from((publicKey.export({ format: "jwk" }) as { x: string }).x, "base64url");
const signed = (message: Uint8Array) => sign(null, message, privateKey);
const verified: VerifyEd25519 = (bytes, message, signature) => {
  const jwk = { kty: "OKP", crv: "Ed25519", x: Buffer.from(bytes).toString("base64url") };
  return verify(null, message, createPublicKey({ key: jwk, format: "jwk" }), signature);
};
const key = verifierKey(sha256, "crm.example.com/log", raw);

/** The note and the key of the documentation of Go's golang.org/x/mod/sumdb/note. */
const goKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const goNote =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

test("a note that Go signed opens", async () => {
  const known = parseKey(sha256, goKey)!;
  expect(textOfKey(known)).toBe(goKey);
  expect(await openNote(goNote, known, verified)).toBe(goNote.slice(0, goNote.indexOf("\n\n") + 1));
  expect(await openNote(goNote.replace("answer", "question"), known, verified)).toBeNull();
});

test("a signed note opens with its key and with no other", async () => {
  const note = signNote("one\ntwo\n", key, signed);
  expect(await openNote(note, key, verified)).toBe("one\ntwo\n");
  expect(await openNote(note, verifierKey(sha256, "another", raw), verified)).toBeNull();
  expect(await openNote(note, verifierKey(sha256, key.name, sha256(raw)), verified)).toBeNull();
});

test("a note of which one sign changed does not open", async () => {
  const note = signNote("one\ntwo\n", key, signed);
  const changes = fc.tuple(fc.nat(note.length - 1), fc.string({ minLength: 1, maxLength: 1 }));
  await fc.assert(
    fc.asyncProperty(changes, async ([at, sign]) => {
      fc.pre(note[at] !== sign);
      expect(await openNote(note.slice(0, at) + sign + note.slice(at + 1), key, verified)).toBeNull();
    }),
  );
});

test("a checkpoint comes back as it was", async () => {
  const checkpoints = fc.record({
    origin: fc.constant(key.name),
    size: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
    root: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => new Uint8Array(bytes)),
  });
  await fc.assert(
    fc.asyncProperty(checkpoints, async (checkpoint) => {
      expect(await openCheckpoint(signCheckpoint(checkpoint, key, signed), key, verified)).toEqual(checkpoint);
    }),
  );
});

test.each(["", "a\n", "a\n1\n", "a\n01\nAAAA\n", "a\n-1\nAAAA\n", `a\n1\n${"A".repeat(43)}=`, "a\n1e3\nAAAA\n"])(
  "%j is no checkpoint",
  (text) => expect(parseCheckpoint(text)).toBeNull(),
);

test("a checkpoint of another log under the same key is refused", async () => {
  const text = textOfCheckpoint({ origin: "elsewhere", size: 1, root: new Uint8Array(32) });
  expect(await openCheckpoint(signNote(text, key, signed), key, verified)).toBeNull();
});
