import { afterAll, expect, test } from "vitest";
import { freshDatabase } from "../../tests/database.ts";
import { testOrganization } from "../../tests/organization.ts";
import { internalOrigin } from "../access/caller.ts";
import { postgres } from "../adapters/postgres.ts";
import { eventOf } from "./append.ts";
import { readLog } from "./read-log.ts";

const { serve } = await freshDatabase();
const db = postgres({ ...serve, max: 2 });
afterAll(() => db.close());
const acme = await testOrganization(db, "Acme");

test("an event that cannot be stored keeps no other waiting", async () => {
  const failures: unknown[] = [];
  const reads = readLog(db, { strict: false, failed: (error) => failures.push(error) });
  const note = (resource: string) =>
    reads.note(eventOf(acme.actor, internalOrigin("test"), { action: "VIEW", resource }));
  await Promise.all([note("before"), note("poison\0"), note("behind")]);
  await reads.flush();
  const logged = await acme.read((work) =>
    work.sql.query<{ resource: string }>(
      "select resource from audit_event where organization_id = $1 and action = 'VIEW' order by resource",
      [acme.id],
    ),
  );
  expect(logged.map(({ resource }) => resource)).toEqual(["before", "behind"]);
  expect(reads.waiting()).toBe(0);
  expect(failures).toMatchObject([{ code: "22021" }]);
});
