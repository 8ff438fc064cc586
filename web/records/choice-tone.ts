import type { Tone } from "../components/badge.tsx";

// Words that mean the same everywhere keep one colour everywhere.
const meanings: Record<Tone, string[]> = {
  green: [
    "won",
    "closed won",
    "paid",
    "active",
    "signed",
    "completed",
    "customer",
    "qualified",
    "converted",
    "success",
  ],
  red: ["lost", "closed lost", "overdue", "cancelled", "terminated", "failure"],
  amber: ["partially_paid", "deferred", "on_hold", "urgent", "high", "hot", "expired", "denied"],
  blue: ["open", "in_progress", "issued", "sent", "contacted", "assigned", "engaging", "qualification", "prospect"],
  gray: [
    "draft",
    "new",
    "prospecting",
    "planned",
    "not_started",
    "inactive",
    "archived",
    "low",
    "normal",
    "warm",
    "cold",
    "other",
    "closed",
    "recycled",
    "former",
  ],
  violet: ["proposal", "partner", "investor"],
  teal: ["negotiation", "vendor", "reseller"],
  pink: [],
};
const toneOfWord = new Map(
  Object.entries(meanings).flatMap(([tone, words]) => words.map((word) => [word, tone as Tone])),
);

// Red and green say bad and good; a word of unknown meaning gets neither.
const neutral: Tone[] = ["blue", "violet", "teal", "gray"];

function hash(text: string): number {
  let sum = 7;
  for (const char of text) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 9973;
  return sum;
}

/** A choice's colour; the same word always gets the same. */
export function toneOfChoice(value: string): Tone {
  return toneOfWord.get(value.toLowerCase()) ?? neutral[hash(value) % neutral.length] ?? "gray";
}
