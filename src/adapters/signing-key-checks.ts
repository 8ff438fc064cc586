import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type pg from "pg";
import type { Config } from "../config.ts";
import { Refusal } from "../refusal.ts";
import { withClient } from "./client.ts";
import { ed25519Signer } from "./ed25519-signer.ts";

/** Says which secret signs the audit log. Throws a Refusal where a start with other settings would sign with another. */
export function lookAtSigningSecret(config: Config): string {
  const file = fileOf(config);
  const kept = keptIn(file);
  const set = config.AUDIT_SIGNING_KEY;
  if (set !== undefined && kept !== undefined && set !== kept)
    throw new Refusal(
      `AUDIT_SIGNING_KEY differs from the secret in ${file}, with which a process without the setting would sign; remove the file, unless it signed before and may have to again.`,
    );
  if (set !== undefined) return "from AUDIT_SIGNING_KEY";
  return kept === undefined ? `the first start makes one in ${file}` : `from ${file}`;
}

/** Compares the key of the settings with those that have signed. Throws a Refusal where it is not the newest. */
export async function lookAtSigningKey(config: Config, serve: pg.ClientConfig): Promise<string> {
  const secret = config.AUDIT_SIGNING_KEY ?? keptIn(fileOf(config));
  const newest = await newestKey(serve);
  if (!newest) return "none has signed yet";
  const since = newest.firstUsedAt.toISOString();
  if (secret === undefined || !newest.publicKey.equals(ed25519Signer(secret).publicKey))
    throw new Refusal(
      `These settings give another key than the newest that has signed (since ${since}): where this is no rotation, set AUDIT_SIGNING_KEY to that one's secret, or auditors see the log's key change.`,
    );
  return `the newest that has signed, since ${since}`;
}

function fileOf({ NEXTCRM_DATA }: Config): string {
  return join(NEXTCRM_DATA, "audit-signing-key");
}

function keptIn(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
}

function newestKey(serve: pg.ClientConfig): Promise<{ publicKey: Buffer; firstUsedAt: Date } | undefined> {
  return withClient(serve, async (client) => {
    await client.query("set role nextcrm_operator");
    const text = `select public_key as "publicKey", first_used_at as "firstUsedAt" from audit_signing_key order by first_used_at desc limit 1`;
    return (await client.query<{ publicKey: Buffer; firstUsedAt: Date }>(text)).rows[0];
  });
}
