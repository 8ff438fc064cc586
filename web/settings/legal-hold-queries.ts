import { queryOptions } from "@tanstack/react-query";
import { call } from "../api/client.ts";

export const legalHoldsKey = ["legal-holds"];

/** The newest holds, of which a person has use for few. */
export function legalHoldsQuery(status: "living" | "released") {
  return queryOptions({
    queryKey: [...legalHoldsKey, status],
    // Asked for by every record's page; each asking is an event.
    staleTime: 60_000,
    queryFn: async ({ signal }) =>
      (await call("GET /api/organization/legal-holds", { query: { status, limit: 200 }, signal })).holds,
  });
}

export const formerMembersQuery = queryOptions({
  queryKey: ["former-members"],
  queryFn: async ({ signal }) => (await call("GET /api/organization/former-members", { signal })).data,
});
