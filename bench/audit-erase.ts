import type { Actor } from "../src/access/caller.ts";
import { internalOrigin } from "../src/access/caller.ts";
import { withClient } from "../src/adapters/client.ts";
import { describeBlocks } from "../src/audit/describe-blocks.ts";
import { eraseFromLog } from "../src/audit/erase.ts";
import { newId } from "../src/identifier.ts";
import { inOrganization } from "../src/tenancy/in-organization.ts";
import { fillLog, finishLog, inLog } from "./audit-events.ts";
import { quick, rounded } from "./claim.ts";
import type { Claim } from "./claim.ts";
import { withEmptyDatabase } from "./empty-database.ts";
import { peopleOf } from "./writer.ts";

const sizes = quick ? [2_000, 10_000] : [100_000, 500_000];
const jobs = { enqueue: async () => undefined };

/** Milliseconds of erasing somebody by these words, of looking at every value for them, and of describing the log. */
async function measured(events: number) {
  return withEmptyDatabase(async ({ db, owner }) => {
    const [person] = (await peopleOf(owner, 1)) as [Actor];
    const organization = person.organizationId;
    await fillLog(owner, organization, events);
    await finishLog(owner);
    const begun = performance.now();
    while ((await describeBlocks(db, organization, 256)) > 0);
    const described = performance.now() - begun;
    await finishLog(owner);
    const scan = async (words: readonly string[]) =>
      withClient(owner, async (client) => {
        const started = performance.now();
        const text = `select count(*)::int as values from audit_disclosure
          where organization_id = $1 and name <> 'actor' and disclosure ilike any($2::text[])`;
        await client.query(text, [organization, words.map((word) => `%${word}%`)]);
        return performance.now() - started;
      });
    const erase = async (words: readonly string[]) => {
      const looked = await scan(words);
      const started = performance.now();
      const values = await inOrganization(db, person, internalOrigin("bench"), "audited", (work) =>
        eraseFromLog(work, { types: ["contact"], id: newId(), words }, { resource: "contact" }, jobs),
      );
      return { values, looked, took: performance.now() - started };
    };
    const rare = await erase(["zephyrine@quillfeather.example", inLog.rareName]);
    const frequent = await erase([inLog.commonName]);
    const values = await withClient(owner, async (client) => {
      const { rows } = await client.query<{ count: number }>("select count(*)::int as count from audit_disclosure");
      return rows[0]!.count + rare.values + frequent.values;
    });
    return { values, described, rare, frequent };
  });
}

export const auditErase: Claim = {
  name: "audit-erase",
  promise: "erasing a person reads what can have their name, and not the whole log",
  measure: async () => {
    const rows: Record<string, string | number>[] = [];
    let share = Number.NaN;
    for (const events of sizes) {
      const { values, described, rare, frequent } = await measured(events);
      share = rare.took / rare.looked;
      rows.push({
        "values in the log": values,
        "a rare name: values": rare.values,
        "erased, ms": rounded(rare.took),
        "looking at each, ms": rounded(rare.looked),
        "a frequent name: values": frequent.values,
        "erased, ms ": rounded(frequent.took),
        "looking at each, ms ": rounded(frequent.looked),
        "described, events/s": rounded((events / described) * 1_000, 0),
      });
    }
    return {
      rows,
      verdicts: [
        {
          what: "a rare name, in the larger log",
          measured: `${rounded(share, 2)} of the time that looking at each value takes`,
          target: "at most 0.25",
          kept: share <= 0.25,
        },
      ],
    };
  },
};
