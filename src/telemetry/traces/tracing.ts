import type { Jobs } from "../../ports/jobs.ts";

/** A request as its span tells of it: nothing that a caller made up but the trace that it belongs to. */
export interface TracedRequest {
  method: string;
  /** A declared route, `GET /api/accounts/{id}`. */
  route: string;
  scheme: "http" | "https";
  /** The W3C field. */
  traceparent: string | null;
}

/** Tells a receiver of traces what takes how long. */
export interface Tracing {
  request(about: TracedRequest, body: () => Promise<Response>): Promise<Response>;
  /** A statement was sent; what it gives back is called when its answer is there. */
  statement(text: string): ((error?: unknown) => void) | undefined;
  job(kind: string, body: () => Promise<void>): Promise<void>;
  /** What code that runs now belongs to, for the log. */
  current(): { trace_id: string; span_id: string } | undefined;
  /** Sends what is left, within a few seconds. */
  close(): Promise<void>;
}

/** Jobs of which each run is a span. */
export function tracedJobs(jobs: Jobs, tracing: Tracing | undefined): Jobs {
  if (!tracing) return jobs;
  return {
    ...jobs,
    work: (kind, handle) => jobs.work(kind, (payload, signal) => tracing.job(kind, () => handle(payload, signal))),
  };
}
