import { concatenated } from "../../../proofs/bytes.ts";
import { headerOf, UnreadableExport } from "../../../proofs/export-file.ts";
import { verifyExport } from "../../../proofs/verify-export.ts";
import { browserMachine } from "./browser-machine.ts";
import { linesOf } from "./lines.ts";
import type { FromWorker, Order, Report, ToWorker } from "./log-protocol.ts";

// A worker may ask the network for nothing here: the page reads, and hands over what it has read.

const tell = (message: FromWorker) => postMessage(message);
const { promise: ordered, resolve: order } = Promise.withResolvers<Order>();
const parts: Uint8Array[] = [];
let arrived = Promise.withResolvers<void>();
let verified = 0;

addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  if ("order" in data) return order(data.order);
  parts.push(data.part);
  arrived.resolve();
});

async function* received(): AsyncGenerator<Uint8Array> {
  for (;;) {
    const part = parts.shift();
    if (!part) {
      await arrived.promise;
      arrived = Promise.withResolvers();
      continue;
    }
    if (part.length === 0) return;
    yield part;
    tell({ events: verified });
  }
}

async function verify(): Promise<Report> {
  const { kept, checkpoints } = await ordered;
  const tileRoots: Uint8Array[] = [];
  let checkpoint: string | null = null;
  async function* lines() {
    let isFirst = true;
    for await (const line of linesOf(received())) {
      if (isFirst) ({ checkpoint } = headerOf(line));
      isFirst = false;
      yield line;
    }
  }
  const { finding, size, pruned, erased, ...verdict } = await verifyExport(browserMachine, lines(), {
    kept,
    checkpoints,
    isCurrent: true,
    erased: () => false,
    filled: (level, _, root) => {
      if (level === 0) tileRoots.push(root);
    },
    seen: (events) => {
      verified += events.length;
    },
  });
  const counts = { size, pruned, erased, checkpoints: verdict.checkpoints };
  return { finding, ...counts, checkpoint, tileRoots: concatenated(...tileRoots) };
}

verify().then(
  (report) => tell({ report }),
  (error: Error) =>
    tell({
      unreadable: error instanceof UnreadableExport ? error.message : `The file is not a log: ${error.message}.`,
    }),
);
