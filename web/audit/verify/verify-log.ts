import { parseCheckpoint } from "../../../proofs/checkpoint.ts";
import { tileWidth } from "../../../proofs/tiles.ts";
import { call } from "../../api/client.ts";
import { fetchText } from "./fetch-log.ts";
import { keepCheckpoint, keptCheckpoint, textOfNote } from "./kept-checkpoint.ts";
import type { KeptCheckpoint } from "./kept-checkpoint.ts";
import { locate } from "./locate.ts";
import type { Report } from "./log-protocol.ts";
import { verifyInWorker } from "./verify-in-worker.ts";

/** What came of it; `finding` may say more than the worker could. */
export interface LogOutcome extends Report {
  /** What this browser had kept from the last time. */
  kept: KeptCheckpoint | undefined;
}

/** How far it has come; events that the newest checkpoint promises. */
export interface Progressed {
  events: number;
  total: number;
}

const wholeLog = "/api/organization/audit-logs?export=jsonl&purpose=verify";
/** Of the log's checkpoints, so many are compared on the way. */
const milestones = 128;

/**
 * Reads the whole log and verifies it beside the page. Keeps its checkpoint where nothing is wrong. Rejects with what
 * keeps it from being read, and with AbortError when it is given up.
 */
export async function verifyWholeLog(
  organizationId: string,
  signal: AbortSignal,
  progressed: (progress: Progressed) => void,
): Promise<LogOutcome> {
  const kept = keptCheckpoint(organizationId);
  const newest = parseCheckpoint(textOfNote(await fetchText("/api/organization/audit-logs/checkpoint", signal)));
  const total = newest?.size ?? 0;
  const order = { kept: kept ? [kept.note] : [], checkpoints: await checkpointsUpTo(total, signal) };
  const report = await verifyInWorker(wholeLog, order, signal, (events) => progressed({ events, total }));
  const finding =
    (await locate(report, total, signal)) ??
    (await call("GET /api/organization/audit-logs/unsealed", { signal })).finding;
  if (!finding && report.checkpoint !== null) keepCheckpoint(organizationId, report.checkpoint);
  return { ...report, finding, kept };
}

/** Some over the whole log, and each of its youngest part, where no full tile holds the hashes together. */
async function checkpointsUpTo(size: number, signal: AbortSignal): Promise<string[]> {
  const young = size - (size % tileWidth);
  const step = Math.max(1, Math.ceil(young / milestones));
  const ask = async (query: { from: number; step: number }) =>
    (await call("GET /api/organization/audit-logs/checkpoints", { query, signal })).checkpoints;
  const [spread, last] = await Promise.all([ask({ from: 0, step }), ask({ from: young, step: 1 })]);
  const notes = new Map([...spread, ...last].map((one) => [one.size, one.checkpoint]));
  return [...notes].flatMap(([at, note]) => (at <= size ? [note] : []));
}
