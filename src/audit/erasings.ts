import type { Sql } from "../ports/database.ts";

/** What the event of an erasing says of it, in the clear part of its leaf. */
interface ErasureDetails {
  values: number;
  /** base64url of the SHA-256 of the digests, sorted, a line feed between two. */
  sha256: string;
}

const digests = `string_agg(x.digest, E'\\n' order by x.digest collate "C")`;
const text = `
  select act.id, act.leaf, count(*) as values,
    translate(rtrim(encode(sha256(convert_to(${digests}, 'UTF8')), 'base64'), '='), '+/', '-_') as sha256
  from audit_erasure x join audit_event act on act.organization_id = x.organization_id and act.id = x.erased_by
  where x.organization_id = $1 group by act.id, act.leaf`;

/** Ids of the events ERASE that tell of exactly the values that are noted as erased by them. */
export async function readErasings(sql: Sql, organizationId: string): Promise<string[]> {
  const rows = await sql.query<ErasureDetails & { id: string; leaf: string }>(text, [organizationId]);
  return rows.flatMap(({ id, leaf, ...noted }) => (tellsOf(leaf, noted) ? [id] : []));
}

function tellsOf(leaf: string, { values, sha256 }: ErasureDetails): boolean {
  try {
    const { action, context } = JSON.parse(leaf) as { action?: string; context?: { erased?: Partial<ErasureDetails> } };
    return action === "ERASE" && context?.erased?.values === values && context.erased.sha256 === sha256;
  } catch {
    // Verifying finds what is wrong with it at its own place.
    return false;
  }
}
