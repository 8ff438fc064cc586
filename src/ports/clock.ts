/** Time as the product sees it. Tests move it. */
export interface Clock {
  now(): Date;
  /** Microseconds that only go forward, for measuring intervals. */
  monotonicMicros(): number;
}
