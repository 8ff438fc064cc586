import { call } from "../../../api/client.ts";

type Values = Record<string, unknown>;
type Body =
  | { action: "trash" | "restore" | "purge"; ids: string[] }
  | { action: "update"; ids: string[]; values: Values }
  | { action: "update"; changes: { id: string; values: Values; version?: number }[] };

export type BulkResult = Awaited<ReturnType<typeof send>>[number];

/** How many go at once: often enough to tell how far it is. */
const batchSize = 200;

export type Progress = { done: number; total: number };

/** Does the same to many records, batch after batch, until `signal` says to stop; answers with what came of each. */
export async function runBulk(
  plural: string,
  body: Body,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<BulkResult[]> {
  const parts = "changes" in body ? body.changes : body.ids;
  const results: BulkResult[] = [];
  for (let at = 0; at < parts.length && !signal.aborted; at += batchSize) {
    onProgress({ done: at, total: parts.length });
    // A batch that is under way is waited for: whoever stops wants to know what was done.
    results.push(...(await send(plural, partOf(body, at))));
  }
  return results;
}

function partOf(body: Body, at: number): Body {
  return "changes" in body
    ? { ...body, changes: body.changes.slice(at, at + batchSize) }
    : { ...body, ids: body.ids.slice(at, at + batchSize) };
}

async function send(plural: string, body: Body) {
  return (await call("POST /api/{plural}/bulk", { params: { plural }, body })).results;
}

/** As many as can be selected at once. */
export const mostSelected = 10_000;
const pageSize = 200;

/** The ids of the records that a list shows, from its beginning, up to `mostSelected`. */
export async function idsOfList(
  plural: string,
  query: Record<string, string | number | undefined>,
  signal: AbortSignal,
  onProgress: (found: number) => void,
): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const asked = { ...query, limit: pageSize, cursor };
    const page = await call("GET /api/{plural}", { params: { plural }, query: asked, signal });
    ids.push(...page.data.map((record) => record.id));
    cursor = page.nextCursor ?? undefined;
    onProgress(ids.length);
  } while (cursor && ids.length < mostSelected);
  return ids.slice(0, mostSelected);
}
