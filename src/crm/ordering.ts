import type { Work } from "../audit/work.ts";
import { invalidField } from "../problems.ts";
import { fromUnits, toUnits } from "./exact-decimal.ts";

/** Positions are numbers with room between them, so that a move writes one row. Half of 2^23 moves fit in one gap. */
const scale = 4;
const gap = 1024n * 10n ** BigInt(scale);

/** Rows that are in an order among themselves. Whoever moves them holds a lock on what they belong to. */
export interface Ordered {
  table: string;
  /** Of table `o`; its parameters start at `$2`, after the organization. */
  where: string;
  values: readonly unknown[];
}

/** Where a row shall stand: before or after another, else on top. */
export interface Place {
  beforeId?: string | null;
  afterId?: string | null;
}

interface Neighbours {
  above: string | null;
  below: string | null;
}

/** The position on top of the rows, further up each time it is asked for in the same work. */
export async function topPosition(work: Work, ordered: Ordered): Promise<string> {
  const key = `top of ${ordered.table} ${ordered.where} ${ordered.values.join(" ")}`;
  const top = await work.once(key, async () => ({ units: await lowest(work, ordered) }));
  top.units -= gap;
  return fromUnits(top.units, scale);
}

async function lowest(work: Work, { table, where, values }: Ordered): Promise<bigint> {
  const text = `select position from ${table} o where organization_id = $1 and ${where} and deleted_at is null and position is not null order by position, id limit 1`;
  const [first] = await work.sql.query<{ position: string }>(text, [work.organizationId, ...values], { prepare: true });
  return first ? toUnits(first.position, scale) : 0n;
}

/** The position for a row that is put at a place; makes room where there is none left. */
export async function positionAt(work: Work, ordered: Ordered, place: Place, movedId: string): Promise<string> {
  const anchorId = place.beforeId ?? place.afterId;
  if (!anchorId) return topPosition(work, ordered);
  const member = place.beforeId ? "beforeId" : "afterId";
  if (anchorId === movedId) throw invalidField(member, "is the one to be moved");
  const found = await between(work, ordered, member, anchorId, movedId);
  if (found !== null) return found;
  await spread(work, ordered);
  return (await between(work, ordered, member, anchorId, movedId))!;
}

/** The middle of the gap beside the anchor; null where the gap is used up. */
async function between(
  work: Work,
  ordered: Ordered,
  side: keyof Place,
  anchorId: string,
  movedId: string,
): Promise<string | null> {
  const { above, below } = await neighbours(work, ordered, side, anchorId, movedId);
  if (above === null && below === null) return null;
  if (above === null) return fromUnits(toUnits(below!, scale) - gap, scale);
  if (below === null) return fromUnits(toUnits(above, scale) + gap, scale);
  const room = toUnits(below, scale) - toUnits(above, scale);
  return room < 2n ? null : fromUnits(toUnits(above, scale) + room / 2n, scale);
}

async function neighbours(
  work: Work,
  { table, where, values }: Ordered,
  side: keyof Place,
  anchorId: string,
  movedId: string,
): Promise<Neighbours> {
  const scope = `organization_id = $1 and ${where} and deleted_at is null`;
  const all = [work.organizationId, ...values];
  const [anchor] = await work.sql.query<{ position: string | null }>(
    `select position from ${table} o where ${scope} and id = $${all.length + 1}`,
    [...all, anchorId],
  );
  if (!anchor) throw invalidField(side, "names nothing in this column");
  if (anchor.position === null) return { above: null, below: null };
  const [sign, order] = side === "beforeId" ? ["<", "desc"] : [">", ""];
  const text = `select position from ${table} o where ${scope} and id <> $${all.length + 1} and (position, id) ${sign} ($${all.length + 2}, $${all.length + 3}::uuid)
    order by position ${order}, id ${order} limit 1`;
  const [next] = await work.sql.query<{ position: string }>(text, [...all, movedId, anchor.position, anchorId]);
  const other = next?.position ?? null;
  return side === "beforeId" ? { above: other, below: anchor.position } : { above: anchor.position, below: other };
}

/** Numbers the rows afresh in their order. Nobody sees a change, so nobody's version goes up. */
async function spread(work: Work, { table, where, values }: Ordered): Promise<void> {
  const text = `update ${table} t set position = placed.place * 1024
    from (select id, row_number() over (order by position nulls last, id) as place from ${table} o where organization_id = $1 and ${where} and deleted_at is null) placed
    where t.organization_id = $1 and t.id = placed.id`;
  await work.sql.query(text, [work.organizationId, ...values]);
}
