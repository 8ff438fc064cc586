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

const rounds = quick ? 2 : 5;
const roundSeconds = quick ? 1 : 4;
/** One tells latencies, the most tells what the machine gives when all of it is used. */
const concurrencies = quick ? [16] : [1, 4, 16];

interface Figure {
  perSecond: number;
  p50: number;
  p99: number;
}

async function round({ url, method, headers, next }: Contender, connections: number, seconds: number): Promise<Figure> {
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
  for (const contender of [guarded, bare]) await round(contender, 16, quick ? 1 : 5);
  const findings: Findings = { rows: [], verdicts: [] };
  for (const connections of concurrencies) {
    const turns = [guarded, bare].map((contender) => ({ contender, figures: [] as Figure[] }));
    for (let turn = 0; turn < rounds; turn += 1) {
      for (const { contender, figures } of turns) figures.push(await round(contender, connections, roundSeconds));
    }
    for (const { contender, figures } of turns)
      findings.rows.push({ connections, server: contender.name, ...summary(figures) });
    const [ours, theirs] = turns.map(({ figures }) => median(figures.map(({ perSecond }) => perSecond)));
    const ratio = ours! / theirs!;
    findings.verdicts.push({
      what: `throughput, guarded to bare, ${connections} connections`,
      measured: ratio.toFixed(2),
      target: `at least ${target}`,
      kept: ratio >= target,
    });
  }
  return findings;
}

function summary(figures: readonly Figure[]) {
  const perSecond = figures.map((figure) => figure.perSecond);
  return {
    "requests/s (median)": Math.round(median(perSecond)),
    lowest: Math.round(Math.min(...perSecond)),
    highest: Math.round(Math.max(...perSecond)),
    "p50 ms": rounded(median(figures.map(({ p50 }) => p50))),
    "p99 ms": rounded(median(figures.map(({ p99 }) => p99))),
  };
}
