import type { Work } from "../audit/work.ts";
import { invalidField } from "../problems.ts";
import type { Values } from "../records/store.ts";

/** A lead that is here becomes converted by being converted; one that comes from elsewhere may have been before. */
export async function deriveLead(_: Work, next: Values, previous: Values | null): Promise<void> {
  if (previous && next.status === "converted" && previous.status !== "converted" && !next.convertedAt) {
    throw invalidField("status", "becomes converted by converting the lead");
  }
}
