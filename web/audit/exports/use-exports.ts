import { queryOptions, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "../../api/client.ts";
import type { Answer, Contract } from "../../api/contract.ts";

export type LogExport = Answer<"GET /api/organization/audit-exports/{id}">;
export type NewExport = Required<Contract["POST /api/organization/audit-exports"]["input"]["body"]>;
export type ExportFormat = LogExport["format"];

const pollMs = 1_000;

const exportsQuery = queryOptions({
  queryKey: ["audit-exports"],
  queryFn: async ({ signal }) => (await call("GET /api/organization/audit-exports", { signal })).exports,
});

export const isUnderWay = ({ status }: Pick<LogExport, "status">) => status === "queued" || status === "running";

/** The organization's exports of its log; those under way are asked after until they are done. */
export function useExports() {
  const client = useQueryClient();
  const list = useQuery(exportsQuery);
  const running = useQueries({
    queries: (list.data ?? []).filter(isUnderWay).map(({ id }) => ({
      queryKey: ["audit-export", id],
      refetchInterval: ({ state }: { state: { data: LogExport | undefined } }) =>
        state.data && !isUnderWay(state.data) ? (false as const) : pollMs,
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        const now = await call("GET /api/organization/audit-exports/{id}", { params: { id }, signal });
        if (!isUnderWay(now)) put(now);
        return now;
      },
    })),
  });
  const fresh = new Map(running.flatMap(({ data }) => (data ? [[data.id, data] as const] : [])));

  function put(one: LogExport) {
    client.setQueryData(exportsQuery.queryKey, (all) =>
      all?.some(({ id }) => id === one.id) ? all.map((old) => (old.id === one.id ? one : old)) : [one, ...(all ?? [])],
    );
  }
  const again = () => client.invalidateQueries({ queryKey: exportsQuery.queryKey });
  return {
    ...list,
    exports: list.data?.map((one) => fresh.get(one.id) ?? one),
    request: async (body: NewExport) => put(await call("POST /api/organization/audit-exports", { body })),
    cancel: async (id: string) =>
      put(await call("POST /api/organization/audit-exports/{id}/cancel", { params: { id } })),
    remove: async (id: string) => {
      await call("DELETE /api/organization/audit-exports/{id}", { params: { id } });
      await again();
    },
    /** Answers the address, which is told this once. */
    makeLink: async (id: string) => {
      const { url } = await call("POST /api/organization/audit-exports/{id}/link", { params: { id } });
      await again();
      return url;
    },
    revokeLink: async (id: string) => {
      await call("DELETE /api/organization/audit-exports/{id}/link", { params: { id } });
      await again();
    },
  };
}

export type Exports = ReturnType<typeof useExports>;
