import type { CustomField } from "../api/contract.ts";

/** The kinds that a field of one's own may have, as people call them, with what they are good for. */
export const fieldKinds = [
  { value: "text", label: "Text", hint: "One line: a contract number, a region" },
  { value: "longText", label: "Long text", hint: "Several lines: terms, background" },
  { value: "choice", label: "Choice", hint: "One of a list: a tier, a size" },
  { value: "boolean", label: "Yes or no", hint: "Has signed an NDA" },
  { value: "integer", label: "Whole number", hint: "Seats, branches" },
  { value: "decimal", label: "Decimal number", hint: "Floor space in m², up to 4 decimals" },
  { value: "percent", label: "Percentage", hint: "A discount, a share" },
  { value: "money", label: "Amount of money", hint: "A budget, exact to the cent" },
  { value: "date", label: "Date", hint: "A renewal, an anniversary" },
  { value: "datetime", label: "Date and time", hint: "An appointment" },
  { value: "email", label: "Email address", hint: "Opens a mail" },
  { value: "phone", label: "Phone number", hint: "Starts a call" },
  { value: "url", label: "Web address", hint: "Opens a page" },
] as const satisfies { value: CustomField["kind"]; label: string; hint: string }[];

export function labelOfKind(kind: CustomField["kind"]): string {
  return fieldKinds.find(({ value }) => value === kind)?.label ?? kind;
}
