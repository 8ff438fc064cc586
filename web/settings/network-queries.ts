import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { call } from "../api/client.ts";
import type { Networks } from "../api/contract.ts";
import { ApiProblem } from "../api/problem.ts";

export type GivenNetwork = { network: string; note: string };
type Given = { enforced: boolean; networks: readonly GivenNetwork[] };

export const networksQuery = queryOptions({
  queryKey: ["networks"],
  queryFn: ({ signal }) => call("GET /api/organization/networks", { signal }),
});

/** Replaces the list as it was seen here; where somebody else was faster, shows what they made of it. */
export function useReplaceNetworks(seen: Networks) {
  const queryClient = useQueryClient();
  return async ({ enforced, networks }: Partial<Given>) => {
    const body = {
      enforced: enforced ?? seen.enforced,
      networks: (networks ?? seen.networks).map(({ network, note }) => ({ network, note })),
    };
    try {
      const saved = await call("PUT /api/organization/networks", {
        body,
        headers: { "if-match": `"${seen.version}"` },
      });
      queryClient.setQueryData(networksQuery.queryKey, saved);
    } catch (failure) {
      if (failure instanceof ApiProblem && failure.status === 412)
        await queryClient.invalidateQueries({ queryKey: networksQuery.queryKey });
      throw failure;
    }
  };
}
