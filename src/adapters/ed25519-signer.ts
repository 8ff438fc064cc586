import { createPrivateKey, createPublicKey, hash, sign } from "node:crypto";
import type { Signer } from "../ports/signer.ts";

/** What comes before the 32 bytes of a private key in PKCS #8 (RFC 8410). */
const pkcs8 = Buffer.from("302e020100300506032b657004220420", "hex");

/** The key follows from the secret, so that whoever has the secret has the key, on every machine. */
export function ed25519Signer(secret: string): Signer {
  const seed = hash("sha256", `nextcrm audit log\n${secret}`, "buffer");
  const privateKey = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: "der", type: "pkcs8" });
  const { x } = createPublicKey(privateKey).export({ format: "jwk" });
  return {
    publicKey: Buffer.from(x!, "base64url"),
    sign: (message) => sign(null, message, privateKey),
  };
}
