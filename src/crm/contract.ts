import { boolean, choice } from "../records/kinds/choice.ts";
import { currency, integer, money } from "../records/kinds/number.ts";
import { reference, rows } from "../records/kinds/reference.ts";
import { email, longText, text } from "../records/kinds/text.ts";
import { date } from "../records/kinds/time.ts";
import { listed, personal, required, searched } from "../records/field.ts";
import { recordType } from "../records/record-type.ts";

export const contract = recordType("contract", {
  plural: "contracts",
  title: ["title"],
  fields: {
    title: listed(searched(required(text("Title")))),
    number: listed(searched(text("Number"))),
    account: listed(reference("Account", "account", { onDelete: "refuse" })),
    opportunity: reference("Opportunity", "opportunity"),
    type: choice("Type", ["sales", "service", "subscription", "nda", "partnership", "other"], { open: true }),
    status: listed(
      choice("Status", ["draft", "sent", "signed", "active", "expired", "terminated"], { default: "draft" }),
    ),
    value: listed(money("Value")),
    currency: currency("Currency"),
    startDate: listed(date("Starts on")),
    endDate: listed(date("Ends on")),
    autoRenew: boolean("Renews by itself", { default: false }),
    noticeDays: integer("Notice in days", { minimum: 0, maximum: 3650 }),
    renewalReminder: date("Renewal reminder"),
    signatures: rows("Signatures", "contract_signature", {
      name: required(personal(text("Name"))),
      email: personal(email("Email")),
      side: choice("Side", ["ours", "theirs"]),
      signedOn: date("Signed on"),
    }),
    description: longText("Description"),
  },
  check: ({ startDate, endDate }) =>
    typeof startDate === "string" && typeof endDate === "string" && endDate < startDate
      ? [{ field: "endDate", reason: "must not be before the start" }]
      : [],
});
