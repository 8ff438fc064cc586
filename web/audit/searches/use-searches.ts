import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "../../api/client.ts";
import type { Answer } from "../../api/contract.ts";
import { useCan, useMe } from "../../app/session.ts";
import { toast } from "../../components/toast.tsx";
import { tell } from "../../records/changes.ts";

export type KeptSearch = Answer<"GET /api/organization/audit-searches">["searches"][number];

const searchesQuery = queryOptions({
  queryKey: ["audit-searches"],
  staleTime: 60_000,
  queryFn: async ({ signal }) => (await call("GET /api/organization/audit-searches", { signal })).searches,
});

/** The caller's kept searches of the log, those that others share, and what can be done with them. */
export function useSearches() {
  const client = useQueryClient();
  const me = useMe();
  const can = useCan();
  const { data: all = [] } = useQuery(searchesQuery);
  const asked = () => client.invalidateQueries({ queryKey: searchesQuery.queryKey });

  /** Rejects when the name is taken. */
  async function create(body: Pick<KeptSearch, "name" | "shared" | "filters">): Promise<void> {
    await call("POST /api/organization/audit-searches", { body });
    await asked();
  }
  async function change({ id }: KeptSearch, body: Partial<Pick<KeptSearch, "name" | "shared">>): Promise<void> {
    await call("PATCH /api/organization/audit-searches/{id}", { params: { id }, body });
    await asked();
  }
  async function remove(search: KeptSearch): Promise<void> {
    const { id, name, shared, filters } = search;
    await call("DELETE /api/organization/audit-searches/{id}", { params: { id } });
    await asked();
    const undo = () => void create({ name, shared, filters }).catch(tell);
    // Made again it would belong to whoever deleted it.
    toast.done({ title: `Search “${name}” deleted`, ...(isMine(search) && { action: { label: "Undo", run: undo } }) });
  }
  const isMine = (search: KeptSearch) => search.userId === me.user.id;
  return {
    all,
    create,
    change,
    remove,
    isMine,
    mayChange: (search: KeptSearch) => isMine(search) || can("records.purge"),
    mayShare: can("records.write"),
  };
}
