import { toHex } from "../proofs/bytes.ts";
import { idsOf, withLogs } from "./installed-logs.ts";
import { readErasure, signedBy } from "./privacy/deletion/certificate.ts";
import { countFiles, countRows } from "./privacy/deletion/what-goes.ts";
import { UsageError } from "./refusal.ts";

const reading = { role: "nextcrm_operator", readOnly: true } as const;

/** `nextcrm organization certificate` */
export async function organizationCertificate(id: string): Promise<void> {
  await withLogs(async ({ db }) => {
    const found = await db.transaction(reading, async (sql) => ({
      erasure: await readErasure(sql, id),
      keys: await sql.query<{ key: Uint8Array }>("select public_key as key from audit_signing_key"),
    }));
    if (!found.erasure) throw new UsageError(`No organization with the id ${id} was deleted here.`);
    const { certificate, beganAt } = found.erasure;
    if (certificate === null) throw new UsageError(`The organization ${id} is being deleted, since ${beganAt}.`);
    process.stdout.write(certificate);
    const key = await signedBy(
      certificate,
      found.keys.map(({ key: publicKey }) => publicKey),
    );
    if (!key) {
      console.error("No key that this installation ever signed with signed this.");
      process.exitCode = 1;
    } else console.error(`Signed by ${key.name}, key ${toHex(key.id)}.`);
  });
}

/** `nextcrm organization purge --dry-run`: counts, and changes nothing. What is due is purged by the server. */
export async function organizationPurge(organization: string, { dryRun }: { dryRun: boolean }): Promise<void> {
  if (!dryRun)
    throw new UsageError("The server purges what is due by itself; this shows what would go: add --dry-run.");
  await withLogs(async ({ db, storage, names }) => {
    for (const id of idsOf(names, organization)) {
      const name = names.get(id);
      if (name === undefined) throw new UsageError(`There is no organization ${id}.`);
      const { due, tables } = await db.transaction(reading, async (sql) => ({
        due: await sql.query<{ at: string }>(
          "select due_at as at from organization_deletion where organization_id = $1",
          [id],
        ),
        tables: await countRows(sql, id),
      }));
      const { files, bytes } = await countFiles(storage, id);
      console.log(`${name} (${id}): ${due[0] ? `due at ${due[0].at}` : "no deletion is scheduled"}`);
      for (const [table, rows] of Object.entries(tables)) if (rows > 0) console.log(`  ${table}: ${rows} rows`);
      console.log(`  files: ${files}, ${bytes} bytes`);
    }
  });
}
