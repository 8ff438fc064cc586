import type { SessionCaller } from "../access/caller.ts";
import type { Context } from "../api/endpoint.ts";
import { Problem } from "../problems.ts";

/** The person that an endpoint for people is called by; `may: "user"` lets nobody else in. */
export function personOf({ caller }: Context): SessionCaller {
  if (caller.type !== "user") throw new Problem("forbidden", "This is for people, not for API keys.");
  return caller;
}
