import { z } from "zod";
import { endpoint } from "../api/endpoint.ts";
import { contact } from "./contact.ts";
import { erasePerson } from "./erase-person.ts";
import { lead } from "./lead.ts";
import { IdParams } from "./parameters.ts";

/** Records that are people. */
export const erasureEndpoints = [contact, lead].map((type) =>
  endpoint({
    resource: type.name,
    route: `POST /api/${type.plural}/{id}/erase`,
    summary: `Forget a ${type.label.toLowerCase()}: the record for good, and every value of theirs in the audit log`,
    may: "records.purge",
    limit: "standard",
    audit: [`ERASE ${type.name}`, `DELETE ${type.name}`, "UPDATE record"],
    input: { params: IdParams },
    output: { status: 200, body: z.object({ erasedValues: z.int().describe("Values that went from the audit log") }) },
    handle: async ({ params }, work) => ({ erasedValues: await erasePerson(work, type, params.id) }),
  }),
);
