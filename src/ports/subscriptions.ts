/** What an organization pays, at whoever collects it. Both may be called again, and do no more than the first time. */
export interface Subscriptions {
  /** Has nothing collected from now on. Rejects where that is not certain: whoever asked tries again. */
  cancel(organizationId: string): Promise<SubscriptionOutcome>;
  /** Takes a cancellation back, as far as that is possible. */
  resume(organizationId: string): Promise<SubscriptionOutcome>;
}

/** `nothing`: there is none. `not restored`: it has ended, and only its owner can take out another. */
export type SubscriptionOutcome = "done" | "nothing" | "not restored";
