import { newId } from "../../identifier.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Sql } from "../../ports/database.ts";
import type { Mail } from "../../ports/mail.ts";
import { insertAlert } from "./alert.ts";
import type { Alert } from "./alert.ts";
import type { Evaluated } from "./evaluate.ts";
import { outageRule, ruleNamed } from "./rules.ts";
import type { Webhook } from "./webhook.ts";
import { mailOf } from "./words.ts";

/** Tells operators, from memory and without jobs, that the database is away. Only who evaluated last is asked to. */
export interface OutageTeller {
  /** The database was met in vain. Tells once it has been so for as long as the rule says. Never rejects. */
  met(last: Evaluated): Promise<void>;
  /** It is back. Answers what puts into the history what was told, if anything was. */
  over(): ((sql: Sql) => Promise<void>) | null;
}

interface Parts {
  mail: Mail;
  webhook: Webhook | undefined;
  clock: Pick<Clock, "now">;
  publicUrl: string;
  failed(error: unknown): void;
}

const minute = 60_000;

export function outageTeller({ mail, webhook, clock, publicUrl, failed }: Parts): OutageTeller {
  const rule = ruleNamed(outageRule)!;
  let alert: Alert | undefined;

  const tell = async (told: Alert, operators: readonly string[]): Promise<boolean> => {
    const message = mailOf([told], [], publicUrl);
    const ways = operators.map((to) => mail.send({ to, ...message }));
    const results = await Promise.allSettled([...ways, ...(webhook ? [webhook.post(told, "raised")] : [])]);
    for (const result of results) if (result.status === "rejected") failed(result.reason);
    return results.some(({ status }) => status === "fulfilled");
  };
  return {
    met: async ({ operators, tellsOfOutage }) => {
      const now = clock.now();
      alert ??= begun(now);
      const lasts = now.getTime() - Date.parse(alert.raisedAt) >= rule.holdsMinutes * minute;
      if (!lasts || !tellsOfOutage || alert.toldAt !== null) return;
      // Where nobody could be reached it is tried again in a minute.
      if (await tell(alert, operators)) alert.toldAt = now.toISOString();
    },
    over: () => {
      const told = alert;
      alert = undefined;
      if (!told || told.toldAt === null) return null;
      const { id, value, threshold, detail } = told;
      const [raisedAt, toldAt] = [new Date(told.raisedAt), new Date(told.toldAt)];
      return async (sql) => void (await insertAlert(sql, { id, rule, value, threshold, detail, raisedAt, toldAt }));
    },
  };

  function begun(now: Date): Alert {
    const raisedAt = now.toISOString();
    const ends = { resolvedAt: null, ended: null, silencedUntil: null, silencedBy: null, silenceReason: null };
    const { severity, threshold } = rule;
    const id = newId({ msecs: now.getTime() });
    return {
      id,
      rule: outageRule,
      severity,
      threshold,
      raisedAt,
      value: 1,
      worst: 1,
      detail: null,
      toldAt: null,
      ...ends,
    };
  }
}
