import { ApiProblem } from "../../api/problem.ts";
import { fetchBytes } from "./fetch-log.ts";
import type { FromWorker, Order, Report, ToWorker } from "./log-protocol.ts";
import { logWorker } from "./worker-url.ts";

/** Parts of the file that are on their way to the worker at once. */
const mostUnread = 8;

/**
 * Reads an export from its address and verifies it beside the page; `verified` hears of each part. Rejects with what
 * keeps it from being read, and with AbortError when it is given up.
 */
export async function verifyInWorker(
  address: string,
  order: Order,
  signal: AbortSignal,
  verified: (events: number) => void,
): Promise<Report> {
  const worker = logWorker();
  const stop = () => worker.terminate();
  signal.addEventListener("abort", stop);
  try {
    return await work(worker, address, order, signal, verified);
  } finally {
    stop();
    signal.removeEventListener("abort", stop);
  }
}

/** Hands the file over part by part, as fast as the worker reads. */
function work(
  worker: Worker,
  address: string,
  order: Order,
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
    tell({ order });
    const parts = await fetchBytes(address, signal);
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
