import { endpoints } from "../src/http/endpoints.ts";
import { methodOf, pathOf } from "../src/api/endpoint.ts";
import { metrics } from "../src/telemetry/metrics/metrics.ts";
import type { Metrics } from "../src/telemetry/metrics/metrics.ts";
import type { Decision } from "../src/ports/limiter.ts";
import { median, quick, rounded } from "./claim.ts";
import type { Claim } from "./claim.ts";

const requests = quick ? 10_000 : 500_000;
const rounds = quick ? 2 : 9;
const routes = endpoints.map(({ route }) => [methodOf(route), pathOf(route)] as const);
const statuses = [200, 400, 401, 404, 429];
const policy = { name: "interactive", scope: "user", limit: 600, windowSeconds: 60 } as const;
const decision: Decision = { policy, allowed: true, remaining: 1, resetMicros: 0, retryAfterMicros: 0 };

/** What the server does of it for each request, of all routes and five statuses in turn. Microseconds a request. */
function turn(counted: Metrics | undefined): number {
  let sum = 0;
  const started = performance.now();
  for (let at = 0; at < requests; at++) {
    const [method, path] = routes[at % routes.length]!;
    const status = statuses[at % statuses.length]!;
    counted?.underWay(1);
    counted?.decided([decision], "own");
    counted?.answered(method, path, status, (at % 1_000) / 1_000);
    counted?.underWay(-1);
    sum += method.length + path.length + status;
  }
  if (sum === 0) throw new Error("Nothing was measured");
  return ((performance.now() - started) * 1_000) / requests;
}

export const metricsCost: Claim = {
  name: "metrics",
  promise: "Counting costs a request less than 10 µs, and telling Prometheus of every route less than 100 ms",
  measure: async () => {
    const nothing = { open: 1, idle: 1, waiting: 0, most: 10 };
    const counted = metrics({
      pools: { requests: { connections: () => nothing } },
      reads: { waiting: () => 0, spilled: () => 0 },
      installation: async () => null,
    });
    turn(counted);
    turn(undefined);
    const [counting, not]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      counting.push(turn(counted));
      not.push(turn(undefined));
    }
    const added = median(counting) - median(not);
    const scrapes: number[] = [];
    let lines = 0;
    for (let round = 0; round < rounds; round++) {
      const started = performance.now();
      const { text } = await counted.expose("prometheus");
      scrapes.push(performance.now() - started);
      lines = text.split("\n").length;
    }
    const scrape = median(scrapes);
    return {
      rows: [{ routes: routes.length, lines, "µs a request": rounded(added, 2), "ms a scrape": rounded(scrape) }],
      verdicts: [
        { what: "Added to a request", measured: `${rounded(added, 2)} µs`, target: "10 µs", kept: added < 10 },
        { what: "A scrape", measured: `${rounded(scrape)} ms`, target: "100 ms", kept: scrape < 100 },
      ],
    };
  },
};
