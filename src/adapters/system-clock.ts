import type { Clock } from "../ports/clock.ts";

/** The machine's clocks. */
export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMicros: () => Math.floor(performance.now() * 1_000),
};
