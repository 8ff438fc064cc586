import type { Changes } from "../../audit/event.ts";
import { invalidField, notFound } from "../../problems.ts";
import type { AcrossWork } from "../../tenancy/across-organizations.ts";
import { ruleNamed } from "./rules.ts";
import type { Rule } from "./rule.ts";

interface Change {
  threshold?: number | null | undefined;
  enabled?: boolean | undefined;
}

/** Keeps what an operator wants of a rule. Throws 404 where there is none, 400 for a threshold out of its bounds. */
export async function changeRule(
  { sql, record }: AcrossWork,
  name: string,
  { threshold, enabled }: Change,
  { by, at }: { by: string; at: Date },
): Promise<void> {
  const rule = ruleNamed(name);
  if (!rule) throw notFound("rule");
  if (typeof threshold === "number") refuseOutOfBounds(rule, threshold);
  await sql.query("insert into alert_rule (name) values ($1) on conflict do nothing", [name]);
  const [before] = await sql.query<{ threshold: number | null; enabled: boolean }>(
    "select threshold, enabled from alert_rule where name = $1 for update",
    [name],
  );
  const after = {
    threshold: threshold === undefined ? before!.threshold : threshold,
    enabled: enabled ?? before!.enabled,
  };
  await sql.query(
    "update alert_rule set threshold = $2, enabled = $3, changed_at = $4, changed_by = $5 where name = $1",
    [name, after.threshold, after.enabled, at.toISOString(), by],
  );
  const changes: Changes = {};
  for (const member of ["threshold", "enabled"] as const)
    if (before![member] !== after[member]) changes[member] = { from: before![member], to: after[member] };
  record({ action: "SETTINGS_CHANGE", resource: "alert_rule", resourceId: name, name: rule.title, changes });
}

function refuseOutOfBounds({ least, most, unit }: Rule, threshold: number): void {
  if (least === most && threshold !== least) throw invalidField("threshold", "of this rule cannot be changed");
  if (threshold < least || threshold > most)
    throw invalidField("threshold", `must be from ${least} to ${most} ${unit}`);
}
