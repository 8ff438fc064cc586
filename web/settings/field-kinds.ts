import type { CustomField } from "../api/contract.ts";

/** The kinds that a field of one's own may have, as people call them. */
export const fieldKinds = [
  { value: "text", label: "Text" },
  { value: "longText", label: "Long text" },
  { value: "choice", label: "Choice" },
  { value: "boolean", label: "Yes or no" },
  { value: "integer", label: "Whole number" },
  { value: "decimal", label: "Decimal number" },
  { value: "percent", label: "Percentage" },
  { value: "money", label: "Amount of money" },
  { value: "date", label: "Date" },
  { value: "datetime", label: "Date and time" },
  { value: "email", label: "Email address" },
  { value: "phone", label: "Phone number" },
  { value: "url", label: "Web address" },
] as const satisfies { value: CustomField["kind"]; label: string }[];

export function labelOfKind(kind: CustomField["kind"]): string {
  return fieldKinds.find(({ value }) => value === kind)?.label ?? kind;
}
