import { demand } from "../access/permissions.ts";
import type { Work } from "../audit/work.ts";

/** Moving to the trash and deleting for good share an endpoint, but not a permission. */
export function demandPurge(work: Work): void {
  demand(work.actor, "records.purge", "Deleting for good needs the role admin or a higher one.");
}
