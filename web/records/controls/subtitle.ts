import { formatMoney } from "../format.ts";
import { labelOfChoice } from "../format.ts";
import type { RecordType, Reference, StoredRecord } from "../model.ts";

/** What tells apart records of one name: a contact's account, an account's town. */
export function subtitleOf(type: RecordType, record: StoredRecord): string {
  const text = (member: string) => (typeof record[member] === "string" ? record[member] : "");
  const account = (record["account"] as Reference | null | undefined)?.title ?? "";
  const first = (...parts: string[]) => parts.find((part) => part !== "") ?? "";
  switch (type.name) {
    case "account":
      return first(text("billingCity"), text("domain"), text("phone"));
    case "contact":
      return first([text("title"), account].filter(Boolean).join(", "), text("email"));
    case "lead":
      return first(text("company"), text("email"));
    case "opportunity": {
      const amount = text("amount") && formatMoney(text("amount"), text("currency") || null);
      return [account, amount].filter(Boolean).join(", ");
    }
    case "document":
      return text("filename");
    case "task": {
      const status = type.fields.find((field) => field.name === "status");
      return status ? labelOfChoice(status, text("status")) : "";
    }
    default:
      return account;
  }
}
