import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { call } from "../api/client.ts";
import type { Permission } from "../../src/access/permissions.ts";
import type { Me } from "../api/contract.ts";
import { ApiProblem } from "../api/problem.ts";

/** Who is signed in; null for nobody. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  staleTime: 60_000,
  queryFn: async ({ signal }): Promise<Me | null> => {
    try {
      return await call("GET /api/me", { signal });
    } catch (failure) {
      if (failure instanceof ApiProblem && failure.status === 401) return null;
      throw failure;
    }
  },
});

export const setupQuery = queryOptions({
  queryKey: ["setup"],
  staleTime: 60_000,
  queryFn: ({ signal }) => call("GET /api/setup", { signal }),
});

/** The signed-in person, on pages that only a signed-in person reaches. */
export function useMe(): Me {
  const { data } = useSuspenseQuery(meQuery);
  if (!data) throw new ApiProblem(401, { title: "Sign in first" });
  return data;
}

/** Whether the caller may do something in the current organization; controls that would be refused are not shown. */
export function useCan(): (permission: Permission) => boolean {
  const { permissions } = useMe();
  return (permission) => permissions.includes(permission);
}
