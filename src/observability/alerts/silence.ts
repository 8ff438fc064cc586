import { invalidField, notFound } from "../../problems.ts";
import type { AcrossWork } from "../../tenancy/across-organizations.ts";
import { readAlert, titleOf } from "./alert.ts";
import type { Alert } from "./alert.ts";

interface Silence {
  until: string;
  reason: string;
  by: string;
  now: Date;
}

/** Whoever is away for longer has somebody else look. */
const longestMilliseconds = 30 * 86_400_000;

/** Silences an alert, and what its rule raises until then. Throws 404 where there is none, 400 for a wrong time. */
export async function silence(
  { sql, record }: AcrossWork,
  id: string,
  { until, reason, by, now }: Silence,
): Promise<Alert> {
  const milliseconds = Date.parse(until) - now.getTime();
  if (milliseconds <= 0) throw invalidField("until", "must be in the future");
  if (milliseconds > longestMilliseconds) throw invalidField("until", "must be within 30 days");
  await sql.query("update alert set silenced_until = $2, silenced_by = $3, silence_reason = $4 where id = $1", [
    id,
    until,
    by,
    reason,
  ]);
  const alert = await readAlert(sql, id);
  if (!alert) throw notFound("alert");
  const details = { silencedUntil: alert.silencedUntil };
  record({ action: "UPDATE", resource: "alert", resourceId: id, name: titleOf(alert), details });
  return alert;
}

/** False where there is no such alert. */
export async function unsilence({ sql, record }: AcrossWork, id: string): Promise<boolean> {
  await sql.query("update alert set silenced_until = null, silenced_by = null, silence_reason = null where id = $1", [
    id,
  ]);
  const alert = await readAlert(sql, id);
  if (!alert) return false;
  const details = { silencedUntil: null };
  record({ action: "UPDATE", resource: "alert", resourceId: id, name: titleOf(alert), details });
  return true;
}
