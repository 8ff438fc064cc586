import { choice } from "../records/kinds/choice.ts";
import { currency, integer, money } from "../records/kinds/number.ts";
import { reference } from "../records/kinds/reference.ts";
import { email, longText, phone, text, url } from "../records/kinds/text.ts";
import { datetime } from "../records/kinds/time.ts";
import { listed, readOnly, required, searched, unique } from "../records/field.ts";
import { recordType } from "../records/record-type.ts";
import { deriveAccount } from "./account-rules.ts";
import { address } from "./address.ts";
import { industries } from "./vocabulary.ts";

export const account = recordType("account", {
  plural: "accounts",
  title: ["name"],
  naturalKey: "name",
  fields: {
    name: listed(searched(required(text("Name")))),
    website: searched(url("Website")),
    domain: unique(searched(text("Domain"))),
    email: searched(email("Email")),
    phone: listed(phone("Phone")),
    type: listed(choice("Type", ["customer", "partner", "vendor", "prospect", "reseller", "investor"])),
    status: choice("Status", ["active", "inactive"], { default: "active" }),
    industry: listed(choice("Industry", industries, { open: true })),
    employees: listed(integer("Employees", { minimum: 0 })),
    annualRevenue: listed(money("Annual revenue")),
    currency: currency("Currency"),
    vatNumber: text("VAT number"),
    registrationNumber: text("Registration number"),
    yearFounded: integer("Year founded", { minimum: 1, maximum: 9999 }),
    parentAccount: reference("Parent account", "account"),
    ...address("billing", "Billing address"),
    ...address("shipping", "Shipping address"),
    description: longText("Description"),
    lastActivityAt: readOnly(datetime("Last activity")),
  },
  derive: deriveAccount,
});
