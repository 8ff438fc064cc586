import { withClient } from "../src/adapters/client.ts";
import type { Connection } from "../src/adapters/embedded-postgres.ts";

/** Why each of the log's tables and indexes is there. */
const reasons: Record<string, string> = {
  audit_event: "the leaf, byte for byte, and the columns that find it",
  audit_event_pkey: "the log in its order: pages, dates, one event",
  audit_event_resource: "a record's history, on its page",
  audit_event_actor: "what one user did; when members were last active",
  audit_event_xid: "the sequencer finds what is new; what is in no block yet",
  audit_disclosure: "personal values, salted, erasable",
  audit_disclosure_pkey: "an event's values",
  audit_leaf: "its place in the log and its hash",
  audit_leaf_pkey: "proofs, tiles, blocks: events by place",
  audit_leaf_organization_id_event_id_key: "an event's place; no event twice",
  audit_tile: "full tiles of the tree (not filled here)",
  audit_tile_pkey: "a tile by its place",
  audit_block: "what stands in 16 events, as hashes",
  audit_block_pkey: "blocks by number",
  audit_block_tokens: "filters and search: blocks that can hold a match",
  audit_block_undescribed: "blocks to be described anew",
  audit_volume: "which ids 4,096 blocks have",
  audit_volume_pkey: "volumes by number",
  audit_count: "counts by day and kind: statistics, exact totals",
  audit_count_pkey: "one row each",
  audit_actor_count: "counts by day and user",
  audit_actor_count_pkey: "one row each",
};

/** Bytes on disk per event of each table (with what is kept out of its rows) and each index that has any. */
export async function bytesPerEvent(owner: Connection): Promise<Record<string, string | number>[]> {
  return withClient(owner, async (client) => {
    const { rows } = await client.query<{ name: string; bytes: number }>(`
      select c.relname as name, case c.relkind when 'r' then pg_table_size(c.oid) else pg_relation_size(c.oid) end
        / (select count(*) from audit_event)::float8 as bytes
      from pg_class c left join pg_index i on i.indexrelid = c.oid
      where c.relkind in ('r', 'i') and coalesce(i.indrelid, c.oid) in (select oid from pg_class where relname like 'audit\\_%' and relnamespace = 'public'::regnamespace)
      order by coalesce(i.indrelid, c.oid)::regclass::text, c.relkind desc, 1`);
    const told = rows
      .filter(({ bytes }) => bytes >= 0.05)
      .map(({ name, bytes }) => ({ name, "bytes per event": Number(bytes.toFixed(1)), reason: reasons[name] ?? "" }));
    const sum = rows.reduce((total, { bytes }) => total + bytes, 0);
    return [...told, { name: "together", "bytes per event": Number(sum.toFixed(1)), reason: "" }];
  });
}
