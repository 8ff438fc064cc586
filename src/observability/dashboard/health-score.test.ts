import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { projectRoot } from "../../config.ts";
import { componentNames, components } from "./health-components.ts";
import type { ComponentName } from "./health-components.ts";
import { healthScore } from "./health-score.ts";
import type { Readings } from "./health-score.ts";

const well = Object.fromEntries(componentNames.map((name) => [name, components[name].well])) as Readings;

/** Between far better than well and far worse than bad, and the ends of the world. */
const valueOf = (name: ComponentName) => {
  const { well: best, bad } = components[name];
  const beyond = Math.abs(best - bad) * 2;
  return fc.oneof(
    fc.double({ min: Math.min(best, bad) - beyond, max: Math.max(best, bad) + beyond, noNaN: true }),
    fc.constantFrom(best, bad, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
  );
};
const readings = fc.record(
  Object.fromEntries(componentNames.map((name) => [name, fc.option(valueOf(name))])),
) as fc.Arbitrary<Readings>;

test("it never falls when a component gets better, and stays within 0 and 100", () => {
  const better = fc
    .constantFrom(...componentNames)
    .chain((name) => fc.tuple(fc.constant(name), valueOf(name), valueOf(name)));
  fc.assert(
    fc.property(readings, better, (others, [name, one, other]) => {
      const { well: best, bad } = components[name];
      const [worse, improved] = best > bad === one < other ? [one, other] : [other, one];
      const before = healthScore({ ...others, [name]: worse });
      const after = healthScore({ ...others, [name]: improved });
      expect(after.score).toBeGreaterThanOrEqual(before.score);
      for (const { score } of [before, after]) {
        expect(Number.isInteger(score)).toBe(true);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
      }
    }),
    { numRuns: 2_000 },
  );
});

test("it is 100 where all is well, and what is said to be gained is gained", () => {
  expect(healthScore(well).score).toBe(100);
  fc.assert(
    fc.property(readings, (found) => {
      const { score, components: explained } = healthScore(found);
      for (const { name, gain, points, most, raise } of explained) {
        expect(healthScore({ ...found, [name]: components[name].well }).score - score).toBe(gain);
        expect(points).toBeLessThanOrEqual(most);
        expect(raise === null).toBe(
          healthScore({ ...well, [name]: found[name] }).components.every((one) => one.raise === null),
        );
      }
    }),
  );
});

test("weights are parts of 100", () => {
  expect(componentNames.reduce((sum, name) => sum + components[name].weight, 0)).toBe(100);
});

test("what is not set up neither lifts nor lowers it", () => {
  const { score, notCounted } = healthScore({ ...well, limits: null, mail: null, payments: null, latency: null });
  expect([score, notCounted]).toEqual([100, ["latency", "limits", "mail", "payments"]]);
  const found = { ...well, errors: 3 };
  const without = healthScore({ ...found, mail: null }).components.find(({ name }) => name === "errors")!;
  expect(without.most).toBeGreaterThan(components.errors.weight);
  expect(healthScore(Object.fromEntries(componentNames.map((name) => [name, null])) as Readings).score).toBe(100);
});

test("a part that is down is not made up for by those that are well", () => {
  for (const name of componentNames) {
    const { score, heldBy } = healthScore({ ...well, [name]: components[name].bad });
    expect([name, score <= components[name].atMost, heldBy]).toEqual([name, true, name]);
  }
});

test("what did not answer has no points and no value", () => {
  const { components: explained } = healthScore({ ...well, jobs: Number.POSITIVE_INFINITY, clock: Number.NaN });
  for (const name of ["jobs", "clock"])
    expect(explained.find((one) => one.name === name)).toMatchObject({ value: null, points: 0 });
});

test("it reads nothing of how the business goes", () => {
  const words = /revenue|customer|growth|sign-?up|subscription|organization|active user|member/i;
  for (const name of componentNames)
    expect(`${name} ${components[name].label} ${components[name].looks}`).not.toMatch(words);
});

test("the document has the declaration's table", () => {
  const lines = componentNames.map((name) => {
    const { label, looks, unit, well: best, bad, weight, atMost } = components[name];
    return `| ${label} | ${looks} | ${unit} | ${best} | ${bad} | ${weight} | ${atMost} |`;
  });
  const told = readFileSync(join(projectRoot, "docs/DASHBOARD.md"), "utf8")
    .split("\n")
    .filter((line) => /^\| .* \|$/.test(line) && line.split("|").length === 9)
    .map((line) => line.replace(/\s+\|/g, " |").replace(/\|\s+/g, "| "));
  expect(told.slice(2)).toEqual(lines);
});
