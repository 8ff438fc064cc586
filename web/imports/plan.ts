import { call } from "../api/client.ts";
import type { RecordType } from "../records/model.ts";

/** In a mapping: the column becomes a custom field of its own. */
export const newField = "custom.*";

/** How a file is to be read: what each column is, and what to do in doubt. */
export type Plan = {
  /** Column to field; null leaves the column out. Columns that nobody touched are the server's to guess. */
  mapping: Record<string, string | null>;
  encoding?: string;
  delimiter?: string;
  dateOrder?: "ymd" | "dmy" | "mdy";
  decimal?: "." | ",";
  /** The field that tells a repeated row; `none` makes every row a new record. */
  key?: string;
  existing: "update" | "skip";
  missing: "create" | "blank" | "fail";
  /** For new records, where their row says nothing. */
  defaults: Record<string, unknown>;
};

export const firstPlan: Plan = { mapping: {}, existing: "update", missing: "create", defaults: {} };

type Draft = { file: File; plan: Plan };

/** What was chosen for the imports of this visit, so that one can go back from a rehearsal and change it. */
const drafts = new Map<string, Draft>();

export function draftOf(id: string | undefined): Draft | undefined {
  return id === undefined ? undefined : drafts.get(id);
}

/** Sends the file for a rehearsal and answers with the import's id. */
export async function rehearse(type: RecordType, { file, plan }: Draft): Promise<string> {
  const { mapping, defaults, ...options } = plan;
  const { id } = await call("POST /api/{plural}/import", {
    params: { plural: type.plural },
    query: {
      ...options,
      mapping: JSON.stringify(mapping),
      defaults: JSON.stringify(defaults),
      filename: file.name.slice(0, 200),
      dryRun: "1",
    },
    body: asCsv(file),
  });
  drafts.set(id, { file, plan });
  return id;
}

/** How the server understands the file under a plan. */
export function preview(type: RecordType, { file, plan }: Draft, signal: AbortSignal) {
  const { mapping, encoding, delimiter, dateOrder, decimal, key } = plan;
  return call("POST /api/{plural}/import/preview", {
    params: { plural: type.plural },
    query: { mapping: JSON.stringify(mapping), encoding, delimiter, dateOrder, decimal, key },
    body: asCsv(file),
    signal,
  });
}

function asCsv(file: File): Blob {
  return new Blob([file], { type: "text/csv" });
}
