import { choice } from "../records/kinds/choice.ts";
import { currency, money } from "../records/kinds/number.ts";
import { reference } from "../records/kinds/reference.ts";
import { email, longText, phone, text, url } from "../records/kinds/text.ts";
import { datetime } from "../records/kinds/time.ts";
import { listed, personal, readOnly, required, searched } from "../records/field.ts";
import { recordType } from "../records/record-type.ts";
import { address } from "./address.ts";
import { deriveLead } from "./lead-rules.ts";
import { industries, sources } from "./vocabulary.ts";

export const lead = recordType("lead", {
  plural: "leads",
  title: ["firstName", "lastName"],
  fields: {
    firstName: listed(searched(personal(text("First name")))),
    lastName: listed(searched(personal(required(text("Last name"))))),
    company: listed(searched(text("Company"))),
    title: text("Job title"),
    email: listed(searched(personal(email("Email")))),
    phone: listed(personal(phone("Phone"))),
    website: url("Website"),
    industry: choice("Industry", industries, { open: true }),
    source: listed(choice("Source", sources, { open: true })),
    status: listed(
      choice("Status", ["new", "assigned", "contacted", "qualified", "converted", "recycled", "lost"], {
        default: "new",
      }),
    ),
    rating: listed(choice("Rating", ["hot", "warm", "cold"])),
    estimatedAmount: money("Estimated amount"),
    currency: currency("Currency"),
    referredBy: text("Referred by"),
    ...address("", "Address", true),
    description: personal(longText("Description")),
    lostReason: text("Reason lost"),
    convertedAt: readOnly(datetime("Converted")),
    convertedAccount: readOnly(reference("Became account", "account")),
    convertedContact: readOnly(reference("Became contact", "contact")),
    convertedOpportunity: readOnly(reference("Became opportunity", "opportunity")),
  },
  derive: deriveLead,
});
