import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { concatenated, toBase64, utf8 } from "../../../proofs/bytes.ts";
import { ed25519Verifier } from "../../../proofs/ed25519.ts";
import type { VerifyEd25519 } from "../../../proofs/note.ts";
import { TreeHasher } from "../../../proofs/tree.ts";
import type { Machine } from "../../../proofs/verify-export.ts";

const ownVerifier = ed25519Verifier(sha512);

/** Over plain HTTP a browser has no cryptography of its own, and an older one no Ed25519. */
const verifyEd25519: VerifyEd25519 = async (publicKey, message, signature) => {
  try {
    const key = await crypto.subtle.importKey("raw", new Uint8Array(publicKey), "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", key, new Uint8Array(signature), new Uint8Array(message));
  } catch {
    return ownVerifier(publicKey, message, signature);
  }
};

const leafPrefix = Uint8Array.of(0);
const base64url = (bytes: Uint8Array) => toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** What the proofs need, as browsers do it: in pages and in workers. */
export const browserMachine: Machine = {
  sha256,
  verifyEd25519,
  hasher: {
    tree: new TreeHasher(sha256),
    leafOf: (text) => sha256(concatenated(leafPrefix, utf8(text))),
    digestOf: (text) => base64url(sha256(utf8(base64url(utf8(text))))),
  },
};
