import type { Limiter, Take } from "../ports/limiter.ts";

/** Takes as many of the `wanted` units as there are, and answers how many; none where others took them meanwhile. */
export async function takeUpTo(limiter: Pick<Limiter, "peek" | "take">, take: Take, wanted: number): Promise<number> {
  const [now] = await limiter.peek([{ ...take, cost: 1 }]);
  const cost = Math.min(wanted, now!.remaining);
  if (cost < 1) return 0;
  const [taken] = await limiter.take([{ ...take, cost }]);
  return taken!.allowed ? cost : 0;
}
