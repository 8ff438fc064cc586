import { awaitErasing } from "../audit/end-exports.ts";
import type { Work } from "../audit/work.ts";
import type { Sql } from "../ports/database.ts";
import { notFound } from "../problems.ts";
import type { ExportStatus, ExportTable } from "./attempts.ts";

/** What is known of every export; moments are RFC 3339. */
export interface Stored {
  id: string;
  status: ExportStatus;
  attempt: number;
  /** How many attempts were no failure. */
  forgiven: number;
  size: number | null;
  sha256: string | null;
  storageKey: string | null;
  failure: string | null;
  requestedBy: string | null;
  requestedByName: string | null;
  createdAt: string;
  completedAt: string | null;
  expiresAt: string;
}

/** The exports of a table, as far as their own organization sees them. */
export interface StoredExports<Row extends Stored> {
  table: ExportTable;
  /** The newest, a hundred at most. */
  list(sql: Sql, organizationId: string): Promise<Row[]>;
  find(sql: Sql, organizationId: string, id: string): Promise<Row | undefined>;
  /** Throws a 404 where there is none; `lock` keeps others from changing it until the transaction ends. */
  require(work: Work, id: string, lock?: boolean): Promise<Row>;
  /**
   * How many wait or run, and how many have a file. Whoever has counted is the only one who does until the transaction
   * ends, so that several at once cannot all be the last that has room.
   */
  count(work: Work): Promise<{ unfinished: number; kept: number }>;
}

/** What is past its time is expired, whether or not the sweep has been there. */
const shared = `x.id, case when x.status = 'completed' and x.expires_at <= now() then 'expired' else x.status end as status,
  x.attempt, x.forgiven, x.size, x.sha256, x.storage_key as "storageKey", x.failure, x.requested_by as "requestedBy", m.name as "requestedByName",
  x.created_at as "createdAt", x.completed_at as "completedAt", x.expires_at as "expiresAt"`;
const mostListed = 100;

/** `columns` are the table's own, as they are selected from `x`; `called` is what a 404 says. */
export function storedExports<Row extends Stored>(
  table: ExportTable,
  { columns, called }: { columns: string; called: string },
): StoredExports<Row> {
  const select = `select ${shared}, ${columns} from ${table.name} x
    left join member m on m.organization_id = x.organization_id and m.user_id = x.requested_by`;
  const one = async (sql: Sql, organizationId: string, id: string, lock: boolean) => {
    const text = `${select} where x.organization_id = $1 and x.id = $2${lock ? " for update of x" : ""}`;
    const [found] = await sql.query<Row>(text, [organizationId, id]);
    return found;
  };
  return {
    table,
    list: (sql, organizationId) =>
      sql.query<Row>(`${select} where x.organization_id = $1 order by x.id desc limit ${mostListed}`, [organizationId]),
    find: (sql, organizationId, id) => one(sql, organizationId, id, false),
    require: async ({ sql, organizationId }, id, lock = false) => {
      const found = await one(sql, organizationId, id, lock);
      if (!found) throw notFound(called);
      return found;
    },
    count: async ({ sql, organizationId }) => {
      await awaitErasing({ sql, organizationId });
      await sql.query("select 1 from organization where id = $1 for no key update", [organizationId]);
      const text = `select count(*) filter (where status in ('queued', 'running')) as unfinished,
          count(*) filter (where status = 'completed' and expires_at > now()) as kept
        from ${table.name} where organization_id = $1`;
      const [counts] = await sql.query<{ unfinished: number; kept: number }>(text, [organizationId]);
      return counts!;
    },
  };
}

export function isUnderWay({ status }: Pick<Stored, "status">): boolean {
  return status === "queued" || status === "running";
}
