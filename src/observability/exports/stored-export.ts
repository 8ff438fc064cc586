import type { LogFilter } from "../../audit/filter-sql.ts";
import { storedExports } from "../../exports/stored.ts";
import type { Stored } from "../../exports/stored.ts";
import type { ExportFormat } from "../audit-export.ts";

export interface StoredExport extends Stored {
  format: ExportFormat;
  filter: LogFilter;
  events: number;
  totalEvents: number | null;
  checkpoint: string | null;
  checkpointSize: number | null;
  linkCreatedAt: string | null;
  linkDownloads: number;
}

export const auditExports = storedExports<StoredExport>(
  { name: "audit_export", done: "events", total: "total_events" },
  {
    columns: `x.format, x.filter, x.events, x.total_events as "totalEvents", x.checkpoint, x.checkpoint_size as "checkpointSize",
      x.link_downloads as "linkDownloads",
      case when x.link_sha256 is not null and x.expires_at > now() then x.link_created_at end as "linkCreatedAt"`,
    called: "audit export",
  },
);
