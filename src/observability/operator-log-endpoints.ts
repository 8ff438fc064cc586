import { z } from "zod";
import { operatorOf, systemActor } from "../access/caller.ts";
import { openEndpoint } from "../api/endpoint.ts";
import { Reply } from "../api/reply.ts";
import { operatorLog } from "../audit/append.ts";
import { isId } from "../identifier.ts";
import { acrossOrganizations } from "../tenancy/across-organizations.ts";
import { LogPage, pageOfLog } from "./audit-endpoints.ts";
import { logFilter } from "./log-filter.ts";

export const operatorLogEndpoints = [
  openEndpoint({
    route: "GET /api/admin/audit-logs",
    summary:
      "The operator's own log, newest first: what operators do, and sign-ins of people who are in no organization",
    resource: "audit_log",
    may: "operator",
    limit: "standard",
    audit: "VIEW",
    input: {
      query: z.strictObject({
        limit: z.coerce.number().int().min(1).max(100).default(50),
        cursor: z.string().refine(isId, "is none of this log's").optional(),
        ...logFilter,
      }),
    },
    output: { status: 200, body: LogPage },
    handle: async ({ query }, { caller, origin }, services) => {
      await acrossOrganizations(services.db, operatorOf(caller), origin, "Look at the operator's log", async (work) =>
        work.record({ action: "VIEW", resource: "audit_log" }),
      );
      return Reply.json(await pageOfLog(query, systemActor(operatorLog), origin, services));
    },
  }),
];
