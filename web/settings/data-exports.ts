import { queryOptions, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { call } from "../api/client.ts";
import type { Answer, Contract } from "../api/contract.ts";
import { limitsQuery } from "./usage/usage-queries.ts";

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

/**
 * When the next export can be asked for, RFC 3339; null while one can be. Looked up when the page opens, when an export
 * begins or ends, which may give its unit back, and when the time has come.
 */
export function useNextExport({ exports }: DataExports) {
  const { data, dataUpdatedAt, refetch } = useQuery({ ...limitsQuery, refetchInterval: false });
  const states = exports?.map(({ id, status }) => `${id} ${status}`).join();
  useEffect(() => void (states !== undefined && refetch()), [states, refetch]);
  const left = data?.policies.find(({ name }) => name === "export");
  const at = left?.remaining === 0 ? dataUpdatedAt + Math.max(left.resetSeconds, 1) * 1_000 : null;
  useEffect(() => {
    if (at === null) return;
    const timer = setTimeout(() => void refetch(), Math.max(0, at - Date.now()));
    return () => clearTimeout(timer);
  }, [at, refetch]);
  return { at: at === null ? null : new Date(at).toISOString(), lookAgain: refetch };
}
