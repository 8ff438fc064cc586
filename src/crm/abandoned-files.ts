import type { Services } from "../api/services.ts";

const batchSize = 200;
const due =
  "select organization_id as organization, storage_key as key from abandoned_file where remove_after <= now() order by remove_after limit $1";
const forget =
  "delete from abandoned_file a using unnest($1::uuid[], $2::text[]) d (organization, key) where a.organization_id = d.organization and a.storage_key = d.key";

/** Removes stored bytes that no record needs. Answers how many files; for a job, as often as it likes. */
export async function removeAbandonedFiles({ db, storage }: Pick<Services, "db" | "storage">): Promise<number> {
  const scope = { role: "nextcrm_operator", readOnly: false } as const;
  let removed = 0;
  for (;;) {
    const files = await db.transaction({ ...scope, readOnly: true }, (sql) =>
      sql.query<{ organization: string; key: string }>(due, [batchSize]),
    );
    // Bytes first: a file whose row is gone would stay for ever.
    for (const { key } of files) await storage.remove(key);
    await db.transaction(scope, (sql) =>
      sql.query(forget, [files.map((file) => file.organization), files.map((file) => file.key)]),
    );
    removed += files.length;
    if (files.length < batchSize) return removed;
  }
}
