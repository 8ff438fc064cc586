import type { InfiniteData, QueryClient, QueryKey } from "@tanstack/react-query";
import { call } from "../api/client.ts";
import type { Answer, AuditEntry } from "../api/contract.ts";
import { ApiProblem } from "../api/problem.ts";
import type { LogState } from "./log-state.ts";

export type LogPages = InfiniteData<Answer<"GET /api/organization/audit-logs">, unknown>;
export type Told = Answer<"GET /api/organization/audit-logs/live">;

const liveMs = 1_000;
/** Without the switch the page only says that there is more. */
const quietMs = 30_000;
const afterFailureMs = 10_000;
/** So many places before the log's end may have been sealed while the page loaded. */
const lookedBack = 200;

/** The last place that a page shows; -1 where it shows none. */
export function lastPlaceOf(pages: LogPages | undefined): number {
  return Math.max(-1, ...(pages?.pages.flatMap(({ logs }) => logs.map(({ sequence }) => sequence ?? -1)) ?? []));
}

/** Where the watching stands; undefined until it is known where the log ends. */
export interface Position {
  next: number | undefined;
}

/** Asks again and again for what was sealed since, until the signal says so. `shown` is the last place on the page. */
export async function watchLog(
  query: LogState["query"],
  position: Position,
  how: { live: boolean; shown: number; signal: AbortSignal; tell: (told: Told) => void },
): Promise<void> {
  const { live, signal } = how;
  for (let wait = 0; !signal.aborted;) {
    await pause(wait, signal);
    if (signal.aborted) return;
    try {
      wait = (await askOnce(query, position, how)) ? 0 : live ? liveMs : quietMs;
    } catch (failure) {
      if (!(failure instanceof ApiProblem) || failure.status === 403) return;
      wait = failure.retryAfterSeconds ? failure.retryAfterSeconds * 1000 : afterFailureMs;
    }
  }
}

/** Answers whether there is more already. */
async function askOnce(
  query: LogState["query"],
  position: Position,
  { shown, signal, tell }: { shown: number; signal: AbortSignal; tell: (told: Told) => void },
): Promise<boolean> {
  const { next } = position;
  const place = next === undefined ? {} : { afterSequence: next - 1 };
  const told = await call("GET /api/organization/audit-logs/live", { query: { ...query, ...place }, signal });
  position.next = next === undefined ? Math.max(shown + 1, told.size - lookedBack) : told.nextSequence;
  if (told.logs.length > 0) tell(told);
  return position.next < told.size;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Those of the entries that the page does not show, and that do not belong behind what it shows. */
export function unknownOf(entries: readonly AuditEntry[], pages: LogPages | undefined): AuditEntry[] {
  const shown = pages?.pages.flatMap(({ logs }) => logs) ?? [];
  const known = new Set(shown.map(({ id }) => id));
  const last = pages?.pages.at(-1)?.nextCursor ? (shown.at(-1)?.id ?? "") : "";
  return entries.filter(({ id }) => !known.has(id) && id > last);
}

/** Puts entries where they belong, newest first. */
export function insert(client: QueryClient, queryKey: QueryKey, { logs, names }: Pick<Told, "logs" | "names">): void {
  client.setQueryData(queryKey, (data: LogPages | undefined) => {
    const [first, ...others] = data?.pages ?? [];
    if (!data || !first) return data;
    // Ids are in the order of their making.
    const all = [...unknownOf(logs, data), ...first.logs].toSorted((one, other) => (one.id < other.id ? 1 : -1));
    return { ...data, pages: [{ ...first, logs: all, names: { ...first.names, ...names } }, ...others] };
  });
}
