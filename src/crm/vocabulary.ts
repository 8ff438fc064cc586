/** Choices that several record types share. */
export const industries = [
  "agriculture",
  "automotive",
  "construction",
  "consulting",
  "education",
  "employment",
  "energy",
  "entertainment",
  "finance",
  "food",
  "government",
  "healthcare",
  "hospitality",
  "insurance",
  "logistics",
  "manufacturing",
  "marketing",
  "media",
  "medical",
  "nonprofit",
  "real_estate",
  "retail",
  "services",
  "software",
  "technology",
  "telecommunications",
  "travel",
  "utilities",
  "other",
] as const;

export const sources = [
  "website",
  "referral",
  "partner",
  "event",
  "campaign",
  "cold_call",
  "social",
  "advertisement",
  "import",
  "other",
] as const;
export const lostReasons = [
  "price",
  "competitor",
  "no_budget",
  "timing",
  "missing_feature",
  "no_answer",
  "other",
] as const;
export const wonReasons = ["price", "product", "service", "relationship", "speed", "referral", "other"] as const;
export const salutations = ["Mr", "Ms", "Mx", "Dr", "Prof"] as const;
/** What a note, a file or a task can be about. */
export const linkable = ["account", "contact", "lead", "opportunity", "invoice", "project", "contract"] as const;
