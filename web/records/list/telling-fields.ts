import { isEmpty, nameOf, type RecordField, type RecordType, type StoredRecord, valueOf } from "../model.ts";

/** What people look for first on a card of each type, where they did not choose the columns themselves. */
const wishes: Record<string, { side: string[]; below: string[] }> = {
  account: { side: ["status", "type"], below: ["industry", "billingCity", "website", "domain"] },
  contact: { side: ["status"], below: ["account", "title", "email"] },
  lead: { side: ["status"], below: ["company", "email", "source"] },
  opportunity: { side: ["amount"], below: ["stage", "closeDate", "account"] },
  invoice: { side: ["total"], below: ["status", "account", "dueDate"] },
  task: { side: ["priority"], below: ["dueDate", "project", "assignee"] },
  project: { side: ["status"], below: ["account", "dueDate"] },
  contract: { side: ["value"], below: ["status", "account", "endDate"] },
  document: { side: ["type"], below: ["filename", "expiryDate"] },
  activity: { side: ["type"], below: ["date", "outcome"] },
};

/** On the right of a card an amount or a status, below the name up to two more values; only what is filled in. */
export function tellingFields(type: RecordType, fields: readonly RecordField[], record: StoredRecord) {
  const name = nameOf(record);
  const isTelling = (field: RecordField) => {
    const value = valueOf(record, field);
    return !isEmpty(value) && !(typeof value === "string" && name.includes(value)) && field.kind !== "tags";
  };
  const filled = fields.filter(isTelling);
  const wish = wishes[type.name];
  const among = (names: readonly string[]) =>
    names.flatMap((wanted) => filled.find((field) => field.name === wanted) ?? []);
  const sideKind = (kind: RecordField["kind"]) => filled.find((field) => field.kind === kind);
  const side = among(wish?.side ?? [])[0] ?? sideKind("money") ?? sideKind("choice");
  const ranked = new Set([...among(wish?.below ?? []), ...filled]);
  return { side, below: [...ranked].filter((field) => field !== side).slice(0, 2) };
}
