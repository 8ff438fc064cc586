import type { Message } from "../../ports/mail.ts";
import { titleOf } from "./alert.ts";
import type { Alert } from "./alert.ts";
import type { Rule } from "./rule.ts";
import { ruleNamed } from "./rules.ts";

export type Told = "raised" | "resolved";

/** A value as people read it: `12.5 percent`. */
export function amountOf(value: number, unit: Rule["unit"] | undefined): string {
  const digits = Math.abs(value) < 10 ? 2 : 0;
  return `${Number(value.toFixed(digits))} ${unit ?? ""}`.trim();
}

/** One mail of all that one evaluation has found. */
export function mailOf(raised: readonly Alert[], resolved: readonly Alert[], publicUrl: string): Omit<Message, "to"> {
  const parts = [
    ...raised.map((alert) => raisedText(alert)),
    ...resolved.map((alert) => resolvedText(alert)),
    `${publicUrl}/operator/alerts`,
  ];
  return { subject: subjectOf(raised, resolved), text: `${parts.join("\n\n")}\n` };
}

function subjectOf(raised: readonly Alert[], resolved: readonly Alert[]): string {
  const [first] = raised;
  const others = raised.length + resolved.length - 1;
  const more = others > 0 ? `, and ${others} more` : "";
  if (first) return `NextCRM: ${titleOf(first)}${more}`;
  return `NextCRM: resolved: ${titleOf(resolved[0]!)}${more}`;
}

function raisedText(alert: Alert): string {
  const rule = ruleNamed(alert.rule);
  return [
    `${titleOf(alert)} (${alert.severity}, since ${alert.raisedAt})`,
    rule &&
      `${rule.measures}: ${amountOf(alert.value, rule.unit)}; the threshold is ${amountOf(alert.threshold, rule.unit)}.`,
    alert.detail,
    rule?.next,
  ]
    .filter(Boolean)
    .join("\n");
}

function resolvedText(alert: Alert): string {
  return `Resolved: ${titleOf(alert)}\nIt was so from ${alert.raisedAt} to ${alert.resolvedAt}.`;
}

/** What the operators' receiver is posted: the same at each repeat. */
export function webhookBody(alert: Alert, told: Told, publicUrl: string): string {
  const rule = ruleNamed(alert.rule);
  const { id, severity, raisedAt, resolvedAt, value, worst, threshold, detail } = alert;
  return JSON.stringify({
    type: `alert.${told}`,
    installation: publicUrl,
    alert: {
      id,
      rule: alert.rule,
      title: titleOf(alert),
      severity,
      measures: rule?.measures ?? null,
      unit: rule?.unit ?? null,
      value,
      threshold,
      detail,
      raisedAt,
      ...(told === "resolved" ? { resolvedAt, worst } : { next: rule?.next ?? null }),
      url: `${publicUrl}/operator/alerts`,
    },
  });
}
