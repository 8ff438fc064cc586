import type { Services } from "../../api/services.ts";
import type { Database } from "../../ports/database.ts";
import type { Dashboard } from "./dashboard.ts";
import { readDashboard } from "./read-dashboard.ts";

/** No younger one is made for whoever asks meanwhile. */
export const freshMilliseconds = 5_000;

const lasts = new WeakMap<Database, { at: number; read: Promise<Dashboard> }>();

/** The dashboard, made once for all who ask within the same few seconds. Rejects where the database does not answer. */
export function currentDashboard(services: Services): Promise<Dashboard> {
  const last = lasts.get(services.db);
  const now = performance.now();
  if (last && now - last.at < freshMilliseconds) return last.read;
  const made = { at: now, read: readDashboard(services) };
  lasts.set(services.db, made);
  // What failed is tried again by the next who asks.
  made.read.catch(() => lasts.get(services.db) === made && lasts.delete(services.db));
  return made.read;
}
