import type { Clock } from "../src/ports/clock.ts";

/** The present, moved by as much as a test likes. */
export interface MovedClock extends Clock {
  moveDays(days: number): void;
}

export function movedClock(): MovedClock {
  let milliseconds = 0;
  return {
    now: () => new Date(Date.now() + milliseconds),
    monotonicMicros: () => performance.now() * 1000,
    moveDays: (days) => void (milliseconds += days * 24 * 60 * 60 * 1000),
  };
}
