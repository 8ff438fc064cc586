import { acceptRestored } from "./audit/accept-restored.ts";
import { readRefusals } from "./audit/refused-seals.ts";
import { idsOf, withLogs } from "./installed-logs.ts";
import { Refusal, UsageError } from "./refusal.ts";

interface Options {
  organization?: string;
  all?: boolean;
  reason?: string;
}

/** `nextcrm audit accept-restored`: has logs sealed again that are not those that were signed. */
export async function auditAcceptRestored({ organization, all, reason = "" }: Options): Promise<void> {
  if ((organization === undefined) === !all)
    throw new UsageError("Say whose log with --organization, by id or name, or --all.");
  if (reason.trim() === "") throw new UsageError("Say why with --reason; the log keeps it.");
  await withLogs(async ({ db, witness, names }) => {
    const refused = await db.transaction({ role: "nextcrm_operator", readOnly: true }, (sql) => readRefusals(sql));
    const ids = organization === undefined ? refused.map((one) => one.organizationId) : idsOf(names, organization);
    let accepted = 0;
    for (const id of ids) {
      const name = names.get(id) ?? id;
      const done = await acceptRestored(db, witness, id, reason.trim()).catch((error: unknown) => {
        throw error instanceof RangeError ? new Refusal(`${name}: ${error.message}`) : error;
      });
      if (!done) continue;
      accepted += 1;
      const { lost, kept } = done;
      console.log(
        `${name}: goes on from ${kept.size} events (${kept.root}). Lost: the log of ${lost.size} events that was signed (${lost.root}).`,
      );
    }
    if (accepted === 0) console.log("No such log is refused: there is nothing to accept.");
  });
}
