import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { call } from "../api/client.ts";
import { useCan } from "../app/session.ts";
import type { RecordType } from "../records/model.ts";
import { recordTypesQuery } from "../records/queries.ts";

/** For auditors, who may see no records: what fields are called, and how their values are written. */
const loggedTypesQuery = queryOptions({
  queryKey: ["logged-types"],
  staleTime: 5 * 60_000,
  queryFn: async ({ signal }) => (await call("GET /api/organization/audit-logs/record-types", { signal })).types,
});

/** The types of record that the log tells of. */
export function useLoggedTypes(): RecordType[] {
  const seesRecords = useCan()("records.read");
  return useSuspenseQuery(seesRecords ? recordTypesQuery : loggedTypesQuery).data;
}

export function useLoggedType(name: string): RecordType | undefined {
  return useLoggedTypes().find((type) => type.name === name);
}
