import { infiniteQueryOptions, queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import type { QueryClient } from "@tanstack/react-query";
import { call } from "../api/client.ts";
import { meQuery } from "../app/session.ts";
import { staleTimeOf } from "./list-pages.ts";
import type { RecordType } from "./model.ts";
import { laterPageSize, pageSize } from "./page-size.ts";

async function mayRead(client: QueryClient, permission: "records.read" | "members.read"): Promise<boolean> {
  const me = await client.ensureQueryData(meQuery);
  return me?.permissions.includes(permission) ?? false;
}

export const recordTypesQuery = queryOptions({
  queryKey: ["record-types"],
  staleTime: 5 * 60_000,
  queryFn: async ({ signal, client }) => {
    // To whom only the log is open there are no types.
    if (!(await mayRead(client, "records.read"))) return [];
    return (await call("GET /api/record-types", { signal })).types;
  },
});

/** The types of record, in the order in which people meet them. */
export function useRecordTypes(): RecordType[] {
  return useSuspenseQuery(recordTypesQuery).data;
}

/** A type by its name (`account`) or its plural (`accounts`). */
export function useRecordType(nameOrPlural: string): RecordType | undefined {
  return useRecordTypes().find((type) => type.name === nameOrPlural || type.plural === nameOrPlural);
}

export type ListQuery = Record<string, string | number | undefined>;

/** A list, page after page. */
export function recordListQuery(plural: string, query: ListQuery) {
  return infiniteQueryOptions({
    queryKey: ["records", plural, "list", query],
    staleTime: staleTimeOf,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call("GET /api/{plural}", {
        params: { plural },
        query: { limit: pageParam ? laterPageSize : pageSize, ...query, cursor: pageParam },
        signal,
      }),
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });
}

/** How many a list would show, up to where the server stops to count. Asked apart, so that no row waits for it. */
export function recordCountQuery(plural: string, query: ListQuery) {
  return queryOptions({
    queryKey: ["records", plural, "count", query],
    queryFn: async ({ signal }) => {
      const asked = { ...query, sort: undefined, limit: 1, count: "1" as const };
      const { total = 0, totalIsCapped = false } = await call("GET /api/{plural}", {
        params: { plural },
        query: asked,
        signal,
      });
      return { total, totalIsCapped };
    },
  });
}

/** A few records, without a count: for pickers, related lists and the home page. */
export function fewRecordsQuery(plural: string, query: ListQuery) {
  return queryOptions({
    queryKey: ["records", plural, "few", query],
    queryFn: async ({ signal }) => (await call("GET /api/{plural}", { params: { plural }, query, signal })).data,
  });
}

/** One record, in the trash or not. */
export function recordQuery(plural: string, id: string) {
  return queryOptions({
    queryKey: ["records", plural, "one", id],
    queryFn: ({ signal }) =>
      call("GET /api/{plural}/{id}", { params: { plural, id }, query: { trash: "include" }, signal }),
  });
}

export const pipelinesQuery = queryOptions({
  queryKey: ["pipelines"],
  staleTime: 5 * 60_000,
  queryFn: async ({ signal }) => (await call("GET /api/pipelines", { signal })).data,
});

export const membersQuery = queryOptions({
  queryKey: ["members"],
  staleTime: 60_000,
  queryFn: async ({ signal, client }) => {
    if (!(await mayRead(client, "members.read"))) return [];
    return (await call("GET /api/organization/members", { signal })).data;
  },
});
