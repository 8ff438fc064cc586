import { createPublicKey, hash, verify } from "node:crypto";
import type { VerifyEd25519 } from "../../proofs/note.ts";
import { TreeHasher } from "../../proofs/tree.ts";

/** What the proofs need of this machine. */

export const sha256 = (bytes: Uint8Array): Uint8Array => hash("sha256", bytes, "buffer");

export const treeHasher = new TreeHasher(sha256);

export const verifyEd25519: VerifyEd25519 = (publicKey, message, signature) => {
  const key = { kty: "OKP", crv: "Ed25519", x: Buffer.from(publicKey).toString("base64url") };
  return verify(null, message, createPublicKey({ key, format: "jwk" }), signature);
};
