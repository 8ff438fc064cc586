import type { Jobs } from "../../ports/jobs.ts";
import type { Limiter } from "../../ports/limiter.ts";
import type { Metrics } from "./metrics.ts";

/** A limiter whose decisions are counted. */
export function countedLimiter<L extends Limiter>(limiter: L, metrics: Metrics): L {
  return {
    ...limiter,
    take: async (requests) => {
      const decisions = await limiter.take(requests);
      metrics.decided(decisions, limiter.state());
      return decisions;
    },
  };
}

/** Jobs whose runs are counted and timed. */
export function countedJobs(jobs: Jobs, metrics: Metrics): Jobs {
  return {
    ...jobs,
    work: (kind, handle) =>
      jobs.work(kind, async (payload, signal) => {
        const started = performance.now();
        let outcome: "success" | "failure" = "failure";
        try {
          await handle(payload, signal);
          outcome = "success";
        } finally {
          metrics.worked(kind, outcome, (performance.now() - started) / 1_000);
        }
      }),
  };
}
