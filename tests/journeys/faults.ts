import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect } from "vitest";

/** The rules to which a theme makes a difference. */
const rulesOfColour = ["color-contrast", "link-in-text-block"];

/** What axe finds that is serious or worse, in both themes: the rule and where it is broken. */
export async function faultsOf(page: Page): Promise<string[]> {
  await expect.poll(() => page.getByRole("status", { name: /^Loading/ }).count()).toBe(0);
  await wear(page, "light");
  const light = await seriousFaults(axe(page));
  await wear(page, "dark");
  const dark = await seriousFaults(axe(page).withRules(rulesOfColour));
  return [...light, ...dark.map((fault) => `in dark: ${fault}`)];
}

// There are no frames, so axe needs no page of its own to gather from them.
const axe = (page: Page) => new AxeBuilder({ page }).setLegacyMode(true);

/** Pages follow the system's theme unless told otherwise. */
async function wear(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.waitForFunction(
    (dark) =>
      document.documentElement.classList.contains("dark") === dark &&
      document.getAnimations().every((one) => !(one instanceof CSSTransition) || one.playState !== "running"),
    colorScheme === "dark",
  );
}

async function seriousFaults(builder: AxeBuilder): Promise<string[]> {
  const { violations } = await builder.analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ""}`));
}
