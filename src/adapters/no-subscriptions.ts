import type { Subscriptions } from "../ports/subscriptions.ts";

/** For installations where nobody pays: there is nothing to cancel, and it says so. */
export const noSubscriptions: Subscriptions = {
  cancel: async () => "nothing",
  resume: async () => "nothing",
};
