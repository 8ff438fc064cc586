import { z } from "zod";
import { endpoint } from "../api/endpoint.ts";
import type { Route } from "../api/endpoint.ts";
import type { RecordType } from "../records/record-type.ts";
import { contact } from "./contact.ts";
import { erasePerson } from "./erase-person.ts";
import { lead } from "./lead.ts";
import { IdParams } from "./parameters.ts";

const erasureOf = <const R extends Route>(type: RecordType, route: R) =>
  endpoint({
    resource: type.name,
    route,
    summary: `Forget a ${type.label.toLowerCase()}: the record for good, and every value of theirs in the audit log`,
    may: "records.purge",
    limit: "standard",
    audit: [`ERASE ${type.name}`, `DELETE ${type.name}`, "UPDATE record"],
    input: { params: IdParams },
    output: { status: 200, body: z.object({ erasedValues: z.int().describe("Values that went from the audit log") }) },
    handle: async ({ params }, work, { jobs }) => ({ erasedValues: await erasePerson(work, type, params.id, jobs) }),
  });

/** Records that are people. Their routes are spelled out, so that clients know each by its own name. */
export const erasureEndpoints = [
  erasureOf(contact, "POST /api/contacts/{id}/erase"),
  erasureOf(lead, "POST /api/leads/{id}/erase"),
];
