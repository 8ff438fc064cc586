import { commandLineActor, commandLineOrigin } from "./access/command-line.ts";
import { planNames } from "./access/plans.ts";
import { eventOf, operatorLog } from "./audit/append.ts";
import { changePlan } from "./billing/change-plan.ts";
import { idsOf, withLogs } from "./installed-logs.ts";
import { UsageError } from "./refusal.ts";

/** `nextcrm organization plan` */
export async function organizationPlan(organization: string, given: string): Promise<void> {
  const plan = planNames.find((name) => name === given.toUpperCase());
  if (!plan) throw new UsageError(`There is no plan ${JSON.stringify(given)}; there are ${planNames.join(", ")}.`);
  await withLogs(async ({ db, names }) => {
    const ids = idsOf(names, organization).filter((id) => id !== operatorLog);
    if (ids.length !== 1)
      throw new UsageError(`Several organizations are called ${organization}; say the id: ${ids.join(", ")}.`);
    const [id] = ids as [string];
    const change = await db.transaction({ role: "nextcrm_operator", readOnly: false }, (sql) =>
      changePlan(sql, id, plan, (entry) =>
        eventOf(commandLineActor(id), commandLineOrigin("organization plan"), entry),
      ),
    );
    if (!change) throw new UsageError(`There is no organization ${organization}.`);
    console.log(
      change.from === plan
        ? `${change.name} is on ${plan} already.`
        : `${change.name}: from ${change.from} to ${plan}.`,
    );
  });
}
