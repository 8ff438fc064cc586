import type { Jobs } from "../src/ports/jobs.ts";

/** For tests that do themselves, and when they like, what would be enqueued. */
export const noJobs: Pick<Jobs, "enqueue"> = { enqueue: async () => undefined };
