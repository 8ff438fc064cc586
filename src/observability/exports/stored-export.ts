import type { LogFilter } from "../../audit/filter-sql.ts";
import type { ExportStatus, ExportTable } from "../../exports/attempts.ts";
import type { Sql } from "../../ports/database.ts";
import type { ExportFormat } from "../audit-export.ts";

export const auditExports: ExportTable = { name: "audit_export", done: "events", total: "total_events" };

/** The row of an export; moments are RFC 3339. */
export interface StoredExport {
  id: string;
  status: ExportStatus;
  format: ExportFormat;
  filter: LogFilter;
  attempt: number;
  events: number;
  totalEvents: number | null;
  size: number | null;
  sha256: string | null;
  checkpoint: string | null;
  checkpointSize: number | null;
  storageKey: string | null;
  failure: string | null;
  requestedBy: string | null;
  requestedByName: string | null;
  createdAt: string;
  completedAt: string | null;
  expiresAt: string;
  linkCreatedAt: string | null;
  linkDownloads: number;
}

/** What is past its time is expired, whether or not the sweep has been there. */
const select = `select x.id, case when x.status = 'completed' and x.expires_at <= now() then 'expired' else x.status end as status, x.format, x.filter,
    x.attempt, x.events, x.total_events as "totalEvents", x.size, x.sha256, x.checkpoint, x.checkpoint_size as "checkpointSize",
    x.storage_key as "storageKey", x.failure, x.requested_by as "requestedBy", m.name as "requestedByName", x.created_at as "createdAt",
    x.completed_at as "completedAt", x.expires_at as "expiresAt", x.link_downloads as "linkDownloads",
    case when x.link_sha256 is not null and x.expires_at > now() then x.link_created_at end as "linkCreatedAt"
  from audit_export x left join member m on m.organization_id = x.organization_id and m.user_id = x.requested_by`;

const mostListed = 100;

/** The newest exports, a hundred at most. */
export function listExports(sql: Sql, organizationId: string): Promise<StoredExport[]> {
  const text = `${select} where x.organization_id = $1 order by x.id desc limit ${mostListed}`;
  return sql.query<StoredExport>(text, [organizationId]);
}

export async function findExport(
  sql: Sql,
  organizationId: string,
  id: string,
  lock = false,
): Promise<StoredExport | undefined> {
  const text = `${select} where x.organization_id = $1 and x.id = $2${lock ? " for update of x" : ""}`;
  const [found] = await sql.query<StoredExport>(text, [organizationId, id]);
  return found;
}
