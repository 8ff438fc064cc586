import { nameOfThing } from "./words.ts";

type Changes = Record<string, { from?: unknown; to?: unknown }>;

const scopes: Record<string, string> = {
  record: "One record",
  user: "What one person did, and what was done to them",
  log: "The whole log",
};
const labels: Record<string, string> = {
  scope: "What it keeps",
  userId: "Person",
  from: "Events from",
  to: "Events until",
  releasedAt: "Released",
  releaseReason: "Why it ended",
};

/** What a legal hold began or ended with, in words; the record under the name of its type. */
export function changesOfHold({ recordType, recordId, ...rest }: Changes): Changes {
  const said = Object.entries(rest).map(([name, change]) => {
    const { to } = change;
    const words = name === "scope" && typeof to === "string" ? { ...change, to: scopes[to] ?? to } : change;
    return [labels[name] ?? name, words] as const;
  });
  const type = typeof recordType?.to === "string" ? recordType.to : "record";
  const record = recordId && [[nameOfThing(type), recordId] as const];
  return Object.fromEntries([...said, ...(record ?? [])]);
}
