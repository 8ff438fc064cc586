import type { BillingInterval, PaidPlan } from "../setting-kinds.ts";

/** A price that is offered. */
export interface Offer {
  plan: PaidPlan;
  interval: BillingInterval;
  /** In the currency's smallest unit; null until the provider was asked, and where a price has no fixed amount. */
  amount: number | null;
  /** ISO 4217 in small letters. */
  currency: string | null;
}

/** A subscription as it is now. Times in RFC 3339. */
export interface SubscriptionState {
  id: string;
  customerId: string;
  /** The provider's word: active, trialing, past_due, unpaid, paused, incomplete, incomplete_expired, canceled. */
  status: string;
  /** Null where its price is none of those that are declared. */
  plan: PaidPlan | null;
  priceId: string | null;
  interval: BillingInterval | null;
  amount: number | null;
  currency: string;
  currentPeriodEnd: string | null;
  /** When it ends by itself; null where it goes on. */
  endsAt: string | null;
  /** It was ended because nobody paid. */
  endedUnpaid: boolean;
  createdAt: string;
  /** As it was said when it was made. */
  organizationId: string | null;
}

export interface InvoiceState {
  id: string;
  number: string | null;
  /** draft, open, paid, uncollectible, void. */
  status: string;
  amountDue: number;
  amountPaid: number;
  currency: string;
  createdAt: string;
  paidAt: string | null;
  nextAttemptAt: string | null;
  attempts: number;
  pageUrl: string | null;
  pdfUrl: string | null;
}

/** All that the provider knows of a customer, oldest first. */
export interface CustomerState {
  subscriptions: SubscriptionState[];
  /** The latest hundred. */
  invoices: InvoiceState[];
}

/** What is told of a change before it is made. */
export interface Preview {
  /** To be paid at once; less than nothing is put to the customer's credit. */
  amountDue: number;
  currency: string;
}

export interface PaymentEvent {
  id: string;
  type: string;
  /** Whom it is about; null where it is about none. */
  customerId: string | null;
}

/**
 * Whoever collects money. What is written carries a key: the same key again does nothing more. Each rejects with a
 * Problem: `unavailable` where there was no clear answer, so that it may have happened; `payment-failed` where it has not.
 */
export interface Payments {
  /** The prices, as far as they are known by now. */
  offers(): readonly Offer[];
  /** Whether there is such a price. */
  sells(plan: PaidPlan, interval: BillingInterval): boolean;
  createCustomer(customer: { organizationId: string; name: string }, key: string): Promise<string>;
  /** A page on which the customer can pay, and no other that is still open. */
  openCheckout(
    wish: { customerId: string; organizationId: string; plan: PaidPlan; interval: BillingInterval; returnUrl: string },
    key: string,
  ): Promise<string>;
  /** A page on which the customer manages cards and sees what was paid. */
  openPortal(customerId: string, returnUrl: string, key: string): Promise<string>;
  preview(subscriptionId: string, plan: PaidPlan, interval: BillingInterval): Promise<Preview>;
  /** What was paid for the rest of the time counts. */
  changePlan(subscriptionId: string, plan: PaidPlan, interval: BillingInterval, key: string): Promise<void>;
  /** Lets it end with its period, and nothing be collected any more; or takes that back. */
  setEnding(subscriptionId: string, ends: boolean, key: string): Promise<void>;
  /** Ends it at once, without giving anything back. */
  end(subscriptionId: string, key: string): Promise<void>;
  /** Null where there is no such customer. */
  stateOf(customerId: string): Promise<CustomerState | null>;
  /** All that have not ended, of all customers. */
  going(): AsyncIterable<SubscriptionState>;
  /** Reads what was sent. Throws a Problem where it was not the provider who sent it, or not just now. */
  readEvent(body: string, signature: string): PaymentEvent;
  /** Rejects where the provider does not answer. */
  ask(): Promise<void>;
}
