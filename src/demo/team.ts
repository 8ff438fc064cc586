import type { Role } from "../access/permissions.ts";

/** A person of the demo's company. */
export interface Colleague {
  name: string;
  email: string;
  role: Role;
  duty: "lead" | "operations" | "sales" | "finance" | "service" | "board";
}

export const companyName = "Larkfield Instruments";
export const letterhead = `${companyName} B.V.
Prinsengracht 412
1016 JC Amsterdam
Netherlands
VAT NL004495445B01
IBAN NL91 ABNA 0417 1643 00`;
/** Reserved for examples (RFC 2606): no mail ever reaches anybody. */
const domain = "larkfield.example";

const person = (name: string, role: Role, duty: Colleague["duty"]): Colleague => ({
  name,
  email: `${name.split(" ")[0]!.toLowerCase()}@${domain}`,
  role,
  duty,
});

/** Everybody who can sign in to the demo, the owner first. */
export const colleagues: readonly Colleague[] = [
  person("Nora Lindqvist", "owner", "lead"),
  person("Thomas Adeyemi", "admin", "operations"),
  person("Priya Raman", "member", "sales"),
  person("Jonas Weber", "member", "sales"),
  person("Aisha Bello", "member", "sales"),
  person("Marc Duval", "member", "sales"),
  person("Hana Sato", "member", "finance"),
  person("Wim Verhoeven", "member", "service"),
  person("Ingrid Moe", "viewer", "board"),
];
