import { storedExports } from "../../exports/stored.ts";
import type { Stored } from "../../exports/stored.ts";

/** `zip`: files beside each other, with bytes and proofs. `json`: one document. */
export const dataFormats = ["zip", "json"] as const;
export type DataFormat = (typeof dataFormats)[number];

export interface StoredDataExport extends Stored {
  format: DataFormat;
  files: boolean;
  attemptsBefore: number;
  items: number;
  totalItems: number | null;
  snapshotAt: string | null;
}

export const dataExports = storedExports<StoredDataExport>(
  { name: "data_export", done: "items", total: "total_items" },
  {
    columns: `x.format, x.files, x.attempts_before as "attemptsBefore", x.items, x.total_items as "totalItems", x.snapshot_at as "snapshotAt"`,
    called: "data export",
  },
);
