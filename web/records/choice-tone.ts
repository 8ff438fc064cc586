import { toneOf } from "../components/avatar.tsx";
import type { Tone } from "../components/badge.tsx";

// Words that mean the same everywhere keep one colour everywhere.
const meanings: Record<Tone, string[]> = {
  green: ["won", "paid", "active", "signed", "completed", "customer", "qualified", "converted", "final"],
  red: ["lost", "overdue", "urgent", "terminated", "cancelled"],
  amber: ["partially_paid", "deferred", "high", "hot", "engaging", "expired"],
  blue: ["open", "in_progress", "issued", "sent", "prospect", "new", "contacted", "assigned"],
  gray: ["draft", "inactive", "not_started", "low", "normal", "other", "closed", "recycled"],
  violet: ["partner", "investor"],
  teal: ["vendor", "reseller"],
  pink: [],
};
const toneOfWord = new Map(
  Object.entries(meanings).flatMap(([tone, words]) => words.map((word) => [word, tone as Tone])),
);

export function toneOfChoice(value: string): Tone {
  return toneOfWord.get(value.toLowerCase()) ?? toneOf(value);
}
