import { componentNames, components } from "./health-components.ts";
import type { Component, ComponentName } from "./health-components.ts";

/** What was found of each component; null where it is not set up, or there is nothing to judge by: it does not count. */
export type Readings = Readonly<Record<ComponentName, number | null>>;

export interface ExplainedComponent {
  name: ComponentName;
  label: string;
  unit: Component["unit"];
  /** Null where nothing was found at all: it did not answer, and has no points. */
  value: number | null;
  /** All points from here on, and none from there on. */
  well: number;
  bad: number;
  /** Of 100, what it gives, and what it would give if it were well. */
  points: number;
  most: number;
  /** With nothing of its points, the whole is no more than this. */
  atMost: number;
  /** By how much the whole would rise if it were well. */
  gain: number;
  /** What would raise the whole; null where it is well. */
  raise: string | null;
}

export interface HealthScore {
  /** 0 to 100, a whole number. */
  score: number;
  /** The component that keeps it below the sum of the points; null where none does. */
  heldBy: ComponentName | null;
  components: ExplainedComponent[];
  notCounted: ComponentName[];
}

/**
 * How the installation fares, and why. The score is the sum of the points, and no more than any single component allows:
 * a part that is down is not made up for by ten that are well. It never falls when a component gets better.
 */
export function healthScore(readings: Readings): HealthScore {
  const counted = componentNames.filter((name) => readings[name] !== null);
  const shares = new Map(counted.map((name) => [name, shareOf(components[name], readings[name]!)]));
  const whole = wholeOf(shares);
  const explained = counted.map((name): ExplainedComponent => {
    const { label, unit, well, bad, weight, atMost, advice } = components[name];
    const value = readings[name]!;
    const gain = Math.round(wholeOf(new Map([...shares, [name, 1]])).score) - Math.round(whole.score);
    const most = (100 * weight) / whole.weights;
    const share = shares.get(name)!;
    return {
      name,
      label,
      unit,
      value: Number.isFinite(value) ? value : null,
      well,
      bad,
      points: Math.round(most * share * 10) / 10,
      most: Math.round(most * 10) / 10,
      atMost,
      gain,
      raise: share === 1 ? null : advice,
    };
  });
  return {
    score: Math.round(whole.score),
    heldBy: whole.heldBy,
    components: explained,
    notCounted: componentNames.filter((name) => !counted.includes(name)),
  };
}

/** How much of its points a component has, 0 to 1: all of them up to `well`, none from `bad` on, in between by how far. */
export function shareOf({ well, bad }: Pick<Component, "well" | "bad">, value: number): number {
  if (Number.isNaN(value)) return 0;
  if (!Number.isFinite(value)) return value > 0 === well > bad ? 1 : 0;
  return Math.min(1, Math.max(0, (value - bad) / (well - bad)));
}

function wholeOf(shares: ReadonlyMap<ComponentName, number>) {
  let [weights, points] = [0, 0];
  let [lowest, heldBy]: [number, ComponentName | null] = [100, null];
  for (const [name, share] of shares) {
    const { weight, atMost } = components[name];
    weights += weight;
    points += weight * share;
    const allowed = atMost + (100 - atMost) * share;
    if (allowed < lowest) [lowest, heldBy] = [allowed, name];
  }
  // Of nothing, nothing bad is known.
  const sum = weights === 0 ? 100 : (100 * points) / weights;
  return lowest < sum ? { score: lowest, heldBy, weights } : { score: sum, heldBy: null, weights };
}
