import { quick, median, quantile, rounded } from "./claim.ts";
import type { Claim } from "./claim.ts";
import { fillContacts, frequentName, rareName } from "./contacts.ts";
import { startProduct } from "./product.ts";
import type { Product } from "./product.ts";

const sizes = quick ? [1_000, 5_000] : [1_000, 100_000, 1_000_000];
const repetitions = quick ? 5 : 60;
const growthLimit = 2;
const searches = { "a rare name": rareName, "a frequent name": frequentName, misspelt: "Zephirine Quilfeather" };
const shared = "limit=50&filter[status]=active&sort=displayName";

/** Milliseconds until the whole answer is there, one request after another. */
async function timesOf({ url, key }: Product, search: string): Promise<number[]> {
  const address = `${url}/api/contacts?${shared}&search=${encodeURIComponent(search)}`;
  const times: number[] = [];
  // The first ones warm caches and connections.
  for (let turn = -10; turn < repetitions; turn += 1) {
    const started = performance.now();
    const answer = await fetch(address, { headers: { authorization: `Bearer ${key}` } });
    const { data } = (await answer.json()) as { data?: object[] };
    if (turn >= 0) times.push(performance.now() - started);
    if (!data || data.length === 0) throw new Error(`${search} finds nothing (${answer.status})`);
  }
  return times;
}

export const firstPage: Claim = {
  name: "first-page",
  promise: `the first page of 50 with a filter, a sort and a search, from ${sizes[0]} to ${sizes.at(-1)} contacts in one organization`,
  measure: async () => {
    const product = await startProduct();
    try {
      const rows = Object.keys(searches).map((kind): Record<string, string | number> => ({ search: kind }));
      const medians: number[][] = rows.map(() => []);
      for (const size of sizes) {
        await fillContacts(product.owner, product.organizationId, size);
        for (const [place, search] of Object.values(searches).entries()) {
          const times = await timesOf(product, search);
          medians[place]!.push(median(times));
          rows[place]![`${size}: ms`] = rounded(median(times));
          rows[place]![`${size}: p95`] = rounded(quantile(times, 0.95));
        }
      }
      const growths = medians.map((each) => each.at(-1)! / each[0]!);
      growths.forEach((growth, place) => (rows[place]!.growth = rounded(growth, 2)));
      const worst = Math.max(...growths);
      return {
        rows,
        verdicts: [
          {
            what: "growth of the median, at worst",
            measured: `${worst.toFixed(2)}×`,
            target: `below ${growthLimit}×`,
            kept: worst < growthLimit,
          },
        ],
      };
    } finally {
      await product.stop();
    }
  },
};
