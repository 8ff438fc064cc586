import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { SecretBox } from "../../access/people.ts";

const [nonceBytes, tagBytes] = [12, 16];
const cipher = "aes-256-gcm";

/** AES-256-GCM: nonce, ciphertext, tag. The key follows from the installation's secret by HKDF with SHA-256 (RFC 5869). */
export function secretBox(secret: string): SecretBox {
  const key = Buffer.from(hkdfSync("sha256", secret, "", "nextcrm two-factor secret", 32));
  return {
    seal: (owner, bytes) => {
      const nonce = randomBytes(nonceBytes);
      const sealing = createCipheriv(cipher, key, nonce).setAAD(Buffer.from(owner));
      return Buffer.concat([nonce, sealing.update(bytes), sealing.final(), sealing.getAuthTag()]);
    },
    open: (owner, sealed) => {
      const [nonce, tag] = [sealed.subarray(0, nonceBytes), sealed.subarray(-tagBytes)];
      try {
        const opening = createDecipheriv(cipher, key, nonce, { authTagLength: tagBytes })
          .setAAD(Buffer.from(owner))
          .setAuthTag(tag);
        return Buffer.concat([opening.update(sealed.subarray(nonceBytes, -tagBytes)), opening.final()]);
      } catch {
        return null;
      }
    },
  };
}
