import { parseCheckpoint } from "../../../proofs/checkpoint.ts";
import { tileWidth } from "../../../proofs/tiles.ts";
import { call } from "../../api/client.ts";
import { ApiProblem } from "../../api/problem.ts";
import { fetchBytes, fetchText } from "./fetch-log.ts";
import { keepCheckpoint, keptCheckpoint, textOfNote } from "./kept-checkpoint.ts";
import type { KeptCheckpoint } from "./kept-checkpoint.ts";
import { locate } from "./locate.ts";
import type { FromWorker, Report, ToWorker } from "./log-protocol.ts";
import { logWorker } from "./worker-url.ts";

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

/** Parts of the file that are on their way to the worker at once. */
const mostUnread = 8;
/** What is sealed within a second has surely been sealed after these. */
const settledMs = 60_000;
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
  const until = new Date(Date.now() - settledMs).toISOString();
  const newest = parseCheckpoint(textOfNote(await fetchText("/api/organization/audit-logs/checkpoint", signal)));
  const total = newest?.size ?? 0;
  const order = { kept: kept ? [kept.note] : [], checkpoints: await checkpointsUpTo(total, signal), until };
  const worker = logWorker();
  const stop = () => worker.terminate();
  signal.addEventListener("abort", stop);
  try {
    const report = await work(worker, { order }, signal, (events) => progressed({ events, total }));
    const finding = (await locate(report, total, signal)) ?? (await withoutPlace(report, until, signal));
    if (!finding && report.checkpoint !== null) keepCheckpoint(organizationId, report.checkpoint);
    return { ...report, finding, kept };
  } finally {
    stop();
    signal.removeEventListener("abort", stop);
  }
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

/** Hands the file over part by part, as fast as the worker reads. */
function work(
  worker: Worker,
  order: ToWorker,
  signal: AbortSignal,
  verified: (events: number) => void,
): Promise<Report> {
  const { promise, resolve, reject } = Promise.withResolvers<Report>();
  let room = Promise.withResolvers<void>();
  let unread = 0;
  const tell = (message: ToWorker, transfer: Transferable[] = []) => worker.postMessage(message, transfer);
  worker.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => {
    if ("report" in data) return resolve(data.report);
    if ("unreadable" in data) return reject(cannot(data.unreadable));
    unread -= 1;
    room.resolve();
    verified(data.events);
  });
  worker.addEventListener("error", ({ message }) => reject(cannot(message)));
  signal.addEventListener("abort", () => reject(signal.reason as Error));
  const feed = async () => {
    tell(order);
    const parts = await fetchBytes("/api/organization/audit-logs?export=jsonl", signal);
    for await (const part of parts) {
      if (part.length === 0) continue;
      tell({ part }, [part.buffer]);
      unread += 1;
      for (; unread >= mostUnread; room = Promise.withResolvers()) await room.promise;
    }
    tell({ part: new Uint8Array() });
  };
  feed().catch(reject);
  return promise;
}

function cannot(detail: string): ApiProblem {
  return new ApiProblem(0, { title: "The log could not be verified", detail });
}

/** Events that happened long enough ago to be sealed, and were not: the log cannot tell of them, the list does. */
async function withoutPlace({ countedUntil }: Report, endDate: string, signal: AbortSignal) {
  const { pagination } = await call("GET /api/organization/audit-logs", { query: { endDate, limit: 1 }, signal });
  const extra = (pagination.totalCount ?? 0) - countedUntil;
  if (extra <= 0) return null;
  const events = extra === 1 ? "One event is" : `${extra} events are`;
  return { kind: "inserted" as const, sequence: null, sentence: `${events} in the list and not in the sealed log.` };
}
