import { setTimeout as delay } from "node:timers/promises";
import type { Services } from "../../api/services.ts";
import { currentDashboard } from "./current-dashboard.ts";

/** How soon a sign-out or a drain is noticed. */
const tickMilliseconds = 500;
/** A connection that is silent for longer might be cut by a proxy. */
const longestSilenceMilliseconds = 15_000;

const encoder = new TextEncoder();
const eventOf = (name: string, data: unknown) => encoder.encode(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);

/**
 * The dashboard as server-sent events, a new one every few seconds, made once for all who listen. Ends with an `end` when
 * `mayListen` no longer holds, and without a word when the process drains, so that the reader comes back to another. Made
 * at the reader's pace: a slow one is told less often, and nothing is kept for it.
 */
export async function* liveDashboard(
  services: Services,
  mayListen: () => Promise<boolean>,
): AsyncGenerator<Uint8Array, void> {
  yield encoder.encode("retry: 3000\n\n");
  let told = "";
  let spoke = performance.now();
  while (!services.isDraining()) {
    if (!(await mayListen())) return yield eventOf("end", { reason: "signed-out" });
    const dashboard = await currentDashboard(services).catch(() => null);
    const silence = performance.now() - spoke;
    if (dashboard && dashboard.timestamp !== told) {
      told = dashboard.timestamp;
      spoke = performance.now();
      yield eventOf("dashboard", dashboard);
    } else if (silence > longestSilenceMilliseconds) {
      spoke = performance.now();
      yield eventOf("silence", {});
    }
    await delay(tickMilliseconds, undefined, { ref: false });
  }
}
