export const planNames = ["FREE", "PRO", "ENTERPRISE"] as const;
export type Plan = (typeof planNames)[number];

/** What a plan allows at a time; null where it sets no limit. */
export interface Quotas {
  /** People in the organization, invitations that are open included. */
  members: number | null;
  /** Records of all types, those in the trash included. */
  records: number | null;
  /** Bytes of all versions of all documents. */
  storageBytes: number | null;
}

export interface PlanTerms {
  /** Calls by API keys. */
  callsPerHour: number;
  quotas: Quotas;
  /** How long the audit log is kept: the usual time, and the longest that an owner may choose. The database keeps to it (`plan_retention`). */
  retentionDays: { usual: number; longest: number };
}

/** What each plan is. */
export const plans: Readonly<Record<Plan, PlanTerms>> = {
  FREE: {
    callsPerHour: 100,
    quotas: { members: 5, records: 100_000, storageBytes: 2 ** 30 },
    retentionDays: { usual: 90, longest: 90 },
  },
  PRO: {
    callsPerHour: 1_000,
    quotas: { members: 50, records: 1_000_000, storageBytes: 50 * 2 ** 30 },
    retentionDays: { usual: 365, longest: 365 },
  },
  ENTERPRISE: {
    callsPerHour: 10_000,
    quotas: { members: null, records: null, storageBytes: null },
    retentionDays: { usual: 2557, longest: 36_500 },
  },
};

export type QuotaName = keyof Quotas;
