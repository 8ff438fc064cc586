import { boolean, choice } from "../records/kinds/choice.ts";
import { reference } from "../records/kinds/reference.ts";
import { email, longText, phone, text, url } from "../records/kinds/text.ts";
import { date, datetime } from "../records/kinds/time.ts";
import { listed, personal, readOnly, required, searched, unique } from "../records/field.ts";
import { recordType } from "../records/record-type.ts";
import { address } from "./address.ts";
import { salutations, sources } from "./vocabulary.ts";

export const contact = recordType("contact", {
  plural: "contacts",
  title: ["firstName", "lastName"],
  fields: {
    salutation: choice("Salutation", salutations, { open: true }),
    firstName: listed(searched(personal(text("First name")))),
    lastName: listed(searched(personal(required(text("Last name"))))),
    account: listed(reference("Account", "account")),
    title: listed(text("Job title")),
    department: text("Department"),
    email: listed(searched(unique(personal(email("Email"))))),
    secondaryEmail: personal(email("Second email")),
    officePhone: listed(personal(phone("Office phone"))),
    mobilePhone: personal(phone("Mobile phone")),
    ...address("", "Address", true),
    website: personal(url("Website")),
    birthday: personal(date("Birthday")),
    linkedin: personal(url("LinkedIn", { group: "Social" })),
    x: personal(url("X", { group: "Social" })),
    facebook: personal(url("Facebook", { group: "Social" })),
    status: choice("Status", ["active", "inactive"], { default: "active" }),
    leadSource: choice("Source", sources, { open: true }),
    doNotCall: boolean("Do not call", { default: false }),
    doNotEmail: boolean("Do not email", { default: false }),
    consentAt: datetime("Consent given"),
    consentSource: text("Consent given through"),
    description: personal(longText("Description")),
    lastActivityAt: readOnly(datetime("Last activity")),
  },
});
