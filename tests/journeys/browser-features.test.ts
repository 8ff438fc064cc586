import { parseDictionary } from "structured-headers";
import { beforeAll, describe, expect, test } from "vitest";
import { journey, journeyBrowser } from "./browser.ts";
import { servedApp } from "./served-app.ts";
import type { ServedApp } from "./served-app.ts";

interface FeaturePolicy {
  features(): string[];
  allowedFeatures(): string[];
}

describe("what pages may ask of the browser", journey, () => {
  const browser = journeyBrowser();
  let app: ServedApp;
  beforeAll(async () => {
    app = await servedApp();
  });

  test("is named feature by feature, and off but for what the app uses", async () => {
    const page = await browser.visit(app.origin);
    const answer = await page.goto("/");
    const { known, allowed } = await page.evaluate(() => {
      const { featurePolicy } = document as unknown as { featurePolicy: FeaturePolicy };
      return { known: featurePolicy.features(), allowed: featurePolicy.allowedFeatures() };
    });
    const named = [...parseDictionary(answer!.headers()["permissions-policy"]!).keys()];
    // A browser that has learned something new: switch it off in src/http/permissions-policy.ts.
    expect(known.filter((feature) => !named.includes(feature))).toEqual([]);
    expect(allowed).toEqual(["clipboard-write"]);
  });
});
