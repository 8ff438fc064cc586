const first = 1_000;
const longest = 3_600_000;
/** A receiver may ask for a longer pause than ours, within reason. */
const longestAsked = 86_400_000;

/**
 * Milliseconds before the next attempt after so many in vain: twice as long each time, up to an hour, with a random half
 * so that those who failed together do not come back together; never less than the receiver asks for.
 */
export function pauseAfter(attempts: number, retryAfterSeconds: number | null, random = Math.random()): number {
  const usual = Math.min(longest, first * 2 ** Math.min(attempts - 1, 20));
  const asked = Math.min(longestAsked, (retryAfterSeconds ?? 0) * 1_000);
  return Math.max(asked, Math.round(usual * (0.5 + random / 2)));
}
