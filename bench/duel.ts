import autocannon from "autocannon";
import { median, quick, rounded } from "./claim.ts";
import type { Findings } from "./claim.ts";

/** A server and how to ask it. */
export interface Contender {
  name: string;
  url: string;
  method: "GET" | "PATCH";
  headers: Record<string, string>;
  /** Of each request; bodies differ so that each changes something. */
  next(): { path: string; body?: string };
}

const rounds = quick ? 2 : 7;
const roundSeconds = quick ? 1 : 5;
const connections = 16;

async function round({ url, method, headers, next }: Contender, seconds: number) {
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    requests: [{ method, headers, setupRequest: (request) => ({ ...request, ...next() }) }],
  });
  if (result.errors > 0 || result.non2xx > 0)
    throw new Error(`${url}: ${result.errors} errors, ${result.non2xx} answers other than 2xx`);
  return { perSecond: result.requests.total / result.duration, p50: result.latency.p50, p99: result.latency.p99 };
}

/** Loads two servers in short turns, so that whatever else the machine does falls on both; compares their medians. */
export async function duel(guarded: Contender, bare: Contender, target: number): Promise<Findings> {
  const turns = [guarded, bare];
  const figures = turns.map(() => [] as Awaited<ReturnType<typeof round>>[]);
  for (const contender of turns) await round(contender, quick ? 1 : 4);
  for (let turn = 0; turn < rounds; turn += 1) {
    for (const [place, contender] of turns.entries()) figures[place]!.push(await round(contender, roundSeconds));
  }
  const rows = turns.map(({ name }, place) => {
    const of = (member: "perSecond" | "p50" | "p99") => figures[place]!.map((figure) => figure[member]);
    return {
      server: name,
      "requests/s (median)": Math.round(median(of("perSecond"))),
      lowest: Math.round(Math.min(...of("perSecond"))),
      highest: Math.round(Math.max(...of("perSecond"))),
      "p50 ms": rounded(median(of("p50"))),
      "p99 ms": rounded(median(of("p99"))),
    };
  });
  const ratio =
    median(figures[0]!.map(({ perSecond }) => perSecond)) / median(figures[1]!.map(({ perSecond }) => perSecond));
  const verdict = {
    what: "throughput, guarded to bare",
    measured: ratio.toFixed(2),
    target: `at least ${target}`,
    kept: ratio >= target,
  };
  return { rows, verdicts: [verdict] };
}
