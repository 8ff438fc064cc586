import { commandLineActor, commandLineOrigin } from "./access/command-line.ts";
import { operatorLog } from "./audit/append.ts";
import { idsOf, withLogs } from "./installed-logs.ts";
import { UsageError } from "./refusal.ts";
import { inOrganization } from "./tenancy/in-organization.ts";
import { allowEverywhere } from "./tenancy/network-list.ts";

/** `nextcrm organization allow-all`: the way back in for whom their own list of networks keeps out. */
export async function allowAll(organization: string): Promise<void> {
  await withLogs(async ({ db, names }) => {
    const [id, ...others] = idsOf(names, organization);
    if (others.length > 0)
      throw new UsageError(`Several organizations have this name; say which by its id: ${[id, ...others].join(", ")}.`);
    const name = names.get(id!);
    if (name === undefined || id === operatorLog) throw new UsageError(`There is no organization ${organization}.`);
    const origin = commandLineOrigin("organization allow-all");
    const changed = await inOrganization(db, commandLineActor(id!), origin, "audited", allowEverywhere);
    console.log(
      changed
        ? `${name} can be reached from every address now. Its list of networks is kept; an owner enforces it again.`
        : `${name} can be reached from every address already.`,
    );
  });
}
