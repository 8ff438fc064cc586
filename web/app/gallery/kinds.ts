import type { FieldKind, RecordField, StoredRecord } from "../../records/model.ts";
import { longText } from "./specimen.tsx";

const someone = { id: "00000000-0000-7000-8000-000000000001", title: "Ada Lovelace" };
const account = { id: "00000000-0000-7000-8000-000000000002", title: "Analytical Engines" };
const choices = ["new", "won", "lost"].map((value) => ({ value, label: value.replace(/^./, (a) => a.toUpperCase()) }));

type Kind = { value: unknown; more?: Partial<RecordField> };

/** Every kind of field with a value as the API gives it. */
export const kinds: Record<FieldKind, Kind> = {
  text: { value: longText },
  longText: { value: "Prefers a call.\nNot before ten." },
  email: { value: "ada@example.com" },
  phone: { value: "+44 20 7946 0018" },
  url: { value: "https://www.example.com/about" },
  integer: { value: 12_345 },
  bytes: { value: 3_456_789 },
  decimal: { value: "12.5" },
  percent: { value: "62.50" },
  money: { value: "12345.60", more: { currencyField: "currency" } },
  currency: { value: "EUR", more: { choices: [{ value: "EUR", label: "Euro" }] } },
  date: { value: "2026-11-30" },
  datetime: { value: "2026-11-30T09:30:00Z" },
  boolean: { value: true },
  choice: { value: "won", more: { choices } },
  country: { value: "NL", more: { choices: [{ value: "NL", label: "Netherlands" }] } },
  tags: { value: ["fair", "newsletter"] },
  reference: { value: account, more: { target: "account" } },
  member: { value: someone },
  links: { value: [{ type: "account", ...account }], more: { targets: ["account"] } },
  rows: { value: [{ text: "A line" }], more: { fields: [fieldOf("text")] } },
};

export function fieldOf(kind: FieldKind, more: Partial<RecordField> = {}): RecordField {
  const isId = kind === "reference" || kind === "member";
  return {
    name: kind,
    member: isId ? `${kind}Id` : kind,
    label: kind,
    kind,
    required: false,
    personal: false,
    readOnly: false,
    unique: false,
    sortable: true,
    inList: true,
    operators: [],
    ...more,
  };
}

/** A record whose fields are named after their kinds. */
export const recordOfKinds = {
  id: someone.id,
  displayName: "Every kind",
  version: 1,
  custom: {},
  referenceId: account.id,
  memberId: someone.id,
  ...Object.fromEntries(Object.entries(kinds).map(([kind, { value }]) => [kind, value])),
} as unknown as StoredRecord;
