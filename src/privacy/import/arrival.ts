import type { Plan } from "../../access/plans.ts";
import type { ArrivingPeople } from "./people.ts";

/** What rows have to know of where they arrive. */
export interface Arrival {
  organizationId: string;
  /** RFC 3339. */
  now: string;
  plan: Plan;
  people: ArrivingPeople;
}
