import { queryOptions } from "@tanstack/react-query";
import { call } from "../../api/client.ts";
import type { Answer, Contract } from "../../api/contract.ts";

export type RetentionState = Answer<"GET /api/organization/record-retention">;
export type Policy = RetentionState["policies"][number];
export type PolicyChoice = Required<Contract["PUT /api/organization/record-retention"]["input"]["body"]>;

export const policiesQuery = queryOptions({
  queryKey: ["record-retention"],
  queryFn: ({ signal }) => call("GET /api/organization/record-retention", { signal }),
});

export type Wanted = Pick<PolicyChoice, "recordType" | "basis" | "days" | "statuses">;

/** What a policy would take if it ran now. */
export function previewQuery({ recordType, basis, days, statuses }: Wanted) {
  const query = { recordType, basis, days, ...(statuses && { statuses: statuses.join(",") }) };
  return queryOptions({
    queryKey: ["record-retention-preview", query],
    // Each look is an event.
    staleTime: 60_000,
    queryFn: ({ signal }) => call("GET /api/organization/record-retention/preview", { query, signal }),
  });
}
