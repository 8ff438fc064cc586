import { createPublicKey, hash, verify } from "node:crypto";
import type { KeyObject } from "node:crypto";
import type { VerifyEd25519 } from "../../proofs/note.ts";
import { TreeHasher } from "../../proofs/tree.ts";
import type { Machine } from "../../proofs/verify-export.ts";
import type { LogHasher } from "../../proofs/verify-log.ts";
import { digestOf } from "./disclosure.ts";

/** What the proofs need of this machine. */

const hashBytes = 32;
/** Few enough that a hash which is kept for long keeps little beside itself. */
const hashesTogether = 64;
let together = Buffer.alloc(0);
let used = 0;

/** The bytes of a hash that came as a string: memory of its own costs twice what hashing does. */
function bytesOf(binary: string): Uint8Array {
  if (used === together.length) [together, used] = [Buffer.allocUnsafeSlow(hashBytes * hashesTogether), 0];
  together.write(binary, used, hashBytes, "latin1");
  used += hashBytes;
  return together.subarray(used - hashBytes, used);
}

export const sha256 = (bytes: Uint8Array): Uint8Array => bytesOf(hash("sha256", bytes, "binary"));

export const treeHasher = new TreeHasher(sha256);

/** A text in one piece is hashed in half the time that its bytes take. */
export const logHasher: LogHasher = {
  tree: treeHasher,
  leafOf: (text) => bytesOf(hash("sha256", `\0${text}`, "binary")),
  digestOf,
};

const known = new Map<string, KeyObject>();

function keyObject(publicKey: Uint8Array): KeyObject {
  const x = Buffer.from(publicKey).toString("base64url");
  const key = known.get(x) ?? createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  // Whoever brings ever new keys must not fill the memory.
  if (known.size < 100) known.set(x, key);
  return key;
}

export const verifyEd25519: VerifyEd25519 = (publicKey, message, signature) =>
  verify(null, message, keyObject(publicKey), signature);

/** The same beside the main thread, for thousands at a time. */
export const verifyEd25519Aside: VerifyEd25519 = (publicKey, message, signature) =>
  new Promise((resolve, reject) => {
    verify(null, message, keyObject(publicKey), signature, (error, valid) => (error ? reject(error) : resolve(valid)));
  });

export const machine: Machine = { hasher: logHasher, sha256, verifyEd25519 };
