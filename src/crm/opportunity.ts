import { choice } from "../records/kinds/choice.ts";
import { currency, decimal, money, percent } from "../records/kinds/number.ts";
import { reference, rows } from "../records/kinds/reference.ts";
import { longText, text } from "../records/kinds/text.ts";
import { date, datetime } from "../records/kinds/time.ts";
import { listed, readOnly, required, searched } from "../records/field.ts";
import { recordType } from "../records/record-type.ts";
import { deriveOpportunity } from "./opportunity-rules.ts";
import { lostReasons, sources, wonReasons } from "./vocabulary.ts";

export const opportunity = recordType("opportunity", {
  plural: "opportunities",
  title: ["name"],
  fields: {
    name: listed(searched(required(text("Name")))),
    account: listed(reference("Account", "account", { onDelete: "refuse" })),
    primaryContact: reference("Primary contact", "contact"),
    contacts: rows("Contacts", "opportunity_contact", {
      contact: required(reference("Contact", "contact")),
      part: choice("Role", ["decision_maker", "evaluator", "influencer", "user", "other"]),
    }),
    pipeline: readOnly(reference("Pipeline", "pipeline", { onDelete: "refuse" })),
    stage: listed(reference("Stage", "stage", { onDelete: "refuse" })),
    position: readOnly(decimal("Position on the board")),
    stageEnteredAt: readOnly(datetime("In this stage since")),
    status: readOnly(choice("Status", ["open", "won", "lost"], { default: "open" })),
    amount: listed(money("Amount")),
    currency: currency("Currency"),
    probability: percent("Probability"),
    expectedRevenue: readOnly(money("Expected revenue")),
    engageDate: date("Engaged on"),
    closeDate: listed(date("Close date")),
    closedAt: readOnly(datetime("Closed")),
    type: choice("Type", ["new_business", "existing_business", "renewal"], { open: true }),
    product: searched(text("Product")),
    leadSource: choice("Source", sources, { open: true }),
    nextStep: text("Next step"),
    lostReason: choice("Reason lost", lostReasons, { open: true, maxLength: 500 }),
    wonReason: choice("Reason won", wonReasons, { open: true, maxLength: 500 }),
    outcomeNote: longText("Note on the outcome"),
    description: longText("Description"),
    lastActivityAt: readOnly(datetime("Last activity")),
  },
  derive: deriveOpportunity,
});
