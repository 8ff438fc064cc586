import { queryOptions, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "../api/client.ts";
import type { Answer, Contract } from "../api/contract.ts";

export type DataExport = Answer<"GET /api/organization/export-data/{id}">;
export type NewDataExport = Required<Contract["POST /api/organization/export-data"]["input"]["body"]>;

const pollMs = 1_000;

const exportsQuery = queryOptions({
  queryKey: ["data-exports"],
  queryFn: async ({ signal }) => (await call("GET /api/organization/export-data", { signal })).exports,
});

export const isUnderWay = ({ status }: Pick<DataExport, "status">) => status === "queued" || status === "running";

/** The organization's complete exports; one that is under way is asked after until it is done. */
export function useDataExports() {
  const client = useQueryClient();
  const list = useQuery(exportsQuery);
  const running = useQueries({
    queries: (list.data ?? []).filter(isUnderWay).map(({ id }) => ({
      queryKey: ["data-export", id],
      refetchInterval: ({ state }: { state: { data: DataExport | undefined } }) =>
        state.data && !isUnderWay(state.data) ? (false as const) : pollMs,
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        const now = await call("GET /api/organization/export-data/{id}", { params: { id }, signal });
        if (!isUnderWay(now)) put(now);
        return now;
      },
    })),
  });
  const fresh = new Map(running.flatMap(({ data }) => (data ? [[data.id, data] as const] : [])));

  function put(one: DataExport) {
    client.setQueryData(["data-export", one.id], one);
    client.setQueryData(exportsQuery.queryKey, (all) =>
      all?.some(({ id }) => id === one.id) ? all.map((old) => (old.id === one.id ? one : old)) : [one, ...(all ?? [])],
    );
  }
  return {
    ...list,
    exports: list.data?.map((one) => fresh.get(one.id) ?? one),
    request: async (body: NewDataExport) => put(await call("POST /api/organization/export-data", { body })),
    cancel: async (id: string) => put(await call("POST /api/organization/export-data/{id}/cancel", { params: { id } })),
    retry: async (id: string) => put(await call("POST /api/organization/export-data/{id}/retry", { params: { id } })),
  };
}

export type DataExports = ReturnType<typeof useDataExports>;
