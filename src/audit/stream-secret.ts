import { createHmac, hkdfSync } from "node:crypto";

/** The secrets with which streams are signed: they follow from one of the installation's, and are stored nowhere. */
export interface StreamSecrets {
  /** As Standard Webhooks writes it: `whsec_` and base64. */
  of(streamId: string, version: number): string;
}

const prefix = "whsec_";

/** HKDF with SHA-256 (RFC 5869) over the stream's id and the version of its secret, 256 bits. */
export function streamSecrets(secret: string): StreamSecrets {
  return {
    of: (streamId, version) => {
      const bytes = hkdfSync("sha256", secret, "", `nextcrm audit stream\n${streamId}\n${version}`, 32);
      return prefix + Buffer.from(bytes).toString("base64");
    },
  };
}

/**
 * The header fields of a delivery after Standard Webhooks 1.0: an id that stays over repeats, when it is sent, and a
 * signature by each of the secrets.
 */
export function webhookHeaders(id: string, at: Date, body: string, secrets: readonly string[]): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(prefix.length), "base64");
    return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
  });
  return {
    "content-type": "application/json",
    "user-agent": "NextCRM-Audit-Stream/1",
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signatures.join(" "),
  };
}
