import type { ExportStatus, ExportTable } from "../../exports/attempts.ts";
import type { Sql } from "../../ports/database.ts";

export const dataExports: ExportTable = { name: "data_export", done: "items", total: "total_items" };

/** `zip`: files beside each other, with bytes and proofs. `json`: one document. */
export const dataFormats = ["zip", "json"] as const;
export type DataFormat = (typeof dataFormats)[number];

/** The row of an export; moments are RFC 3339. */
export interface StoredDataExport {
  id: string;
  status: ExportStatus;
  format: DataFormat;
  files: boolean;
  attempt: number;
  attemptsBefore: number;
  items: number;
  totalItems: number | null;
  size: number | null;
  sha256: string | null;
  snapshotAt: string | null;
  storageKey: string | null;
  failure: string | null;
  requestedBy: string | null;
  requestedByName: string | null;
  createdAt: string;
  completedAt: string | null;
  expiresAt: string;
}

/** What is past its time is expired, whether or not the sweep has been there. */
const select = `select x.id, case when x.status = 'completed' and x.expires_at <= now() then 'expired' else x.status end as status, x.format, x.files,
    x.attempt, x.attempts_before as "attemptsBefore", x.items, x.total_items as "totalItems", x.size, x.sha256,
    x.snapshot_at as "snapshotAt", x.storage_key as "storageKey", x.failure, x.requested_by as "requestedBy", m.name as "requestedByName",
    x.created_at as "createdAt", x.completed_at as "completedAt", x.expires_at as "expiresAt"
  from data_export x left join member m on m.organization_id = x.organization_id and m.user_id = x.requested_by`;

const mostListed = 100;

/** The newest exports, a hundred at most. */
export function listDataExports(sql: Sql, organizationId: string): Promise<StoredDataExport[]> {
  const text = `${select} where x.organization_id = $1 order by x.id desc limit ${mostListed}`;
  return sql.query<StoredDataExport>(text, [organizationId]);
}

export async function findDataExport(
  sql: Sql,
  organizationId: string,
  id: string,
  lock = false,
): Promise<StoredDataExport | undefined> {
  const text = `${select} where x.organization_id = $1 and x.id = $2${lock ? " for update of x" : ""}`;
  const [found] = await sql.query<StoredDataExport>(text, [organizationId, id]);
  return found;
}
