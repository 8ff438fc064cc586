import { z } from "zod";
import { endpoint } from "../api/endpoint.ts";
import { inputSchema } from "../records/input.ts";
import { outputOf } from "../records/output.ts";
import { storableText } from "../records/kinds/text.ts";
import { account } from "./account.ts";
import { contact } from "./contact.ts";
import { conversionOf, convertLead } from "./convert-lead.ts";
import { lead } from "./lead.ts";
import { opportunity } from "./opportunity.ts";
import { identifier, IdParams } from "./parameters.ts";

const Conversion = z.strictObject({
  account: z
    .union([z.strictObject({ id: identifier }), z.strictObject({ name: storableText(500).min(1) })])
    .nullish()
    .describe("Found or made from the lead's company unless given; null for none"),
  contact: z.strictObject({ id: identifier }).optional().describe("An existing contact, instead of the lead's own"),
  createOpportunity: z.boolean().default(true),
  opportunity: inputSchema(opportunity, "update").optional().describe("Members of the new opportunity"),
  matchExisting: z
    .boolean()
    .default(true)
    .describe("Use accounts of the same domain or name and contacts of the same email"),
});

const Match = z.object({ id: z.string(), title: z.string() }).nullable();

export const leadEndpoints = [
  endpoint({
    route: "GET /api/leads/{id}/conversion",
    summary: "What converting a lead would use of what is here already",
    resource: "lead",
    may: "records.read",
    limit: "standard",
    audit: "VIEW",
    input: { params: IdParams },
    output: {
      status: 200,
      body: z.object({
        account: Match.describe("Of the same domain or name"),
        contact: Match.describe("Of the same email"),
      }),
    },
    handle: ({ params }, work) => conversionOf(work, params.id),
  }),
  endpoint({
    route: "POST /api/leads/{id}/convert",
    summary: "Turn a lead into an account, a contact and an opportunity",
    resource: "lead",
    may: "records.write",
    limit: "standard",
    audit: ["UPDATE lead", "CREATE account", "CREATE contact", "UPDATE contact", "CREATE opportunity"],
    input: { params: IdParams, body: Conversion },
    output: {
      status: 200,
      body: z.object({
        lead: outputOf(lead),
        account: outputOf(account).nullable(),
        contact: outputOf(contact),
        opportunity: outputOf(opportunity).nullable(),
      }),
    },
    handle: ({ params, body }, work) => convertLead(work, params.id, body),
  }),
];
