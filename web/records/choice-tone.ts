import type { Tone } from "../components/badge.tsx";

// Words that mean the same everywhere keep one colour everywhere.
const meanings: Record<Tone, string[]> = {
  green: ["won", "paid", "active", "signed", "completed", "customer", "qualified", "converted", "final"],
  red: ["lost", "overdue", "urgent", "terminated", "cancelled"],
  amber: ["partially_paid", "deferred", "high", "hot", "engaging", "expired"],
  blue: ["open", "qualification", "in_progress", "issued", "sent", "prospect", "new", "contacted", "assigned"],
  gray: ["draft", "prospecting", "inactive", "not_started", "low", "normal", "other", "closed", "recycled"],
  violet: ["proposal", "partner", "investor"],
  teal: ["negotiation", "vendor", "reseller"],
  pink: [],
};
const toneOfWord = new Map(
  Object.entries(meanings).flatMap(([tone, words]) => words.map((word) => [word, tone as Tone])),
);

// Red and green say bad and good; a word of unknown meaning gets neither.
const neutral: Tone[] = ["blue", "violet", "teal", "pink", "amber"];

function hash(text: string): number {
  let sum = 7;
  for (const char of text) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 9973;
  return sum;
}

/** A choice's colour; the same word always gets the same. */
export function toneOfChoice(value: string): Tone {
  return toneOfWord.get(value.toLowerCase()) ?? neutral[hash(value) % neutral.length] ?? "gray";
}
