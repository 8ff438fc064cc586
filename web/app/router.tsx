import { createRouter } from "@tanstack/react-router";
import { ErrorState, SkeletonLines } from "../components/states.tsx";
import { parseSearch, type Search, stringifySearch } from "./address-search.ts";
import { queryClient, whenSignedOut } from "./query-client.ts";
import { NotFound } from "./not-found.tsx";
import { routeTree } from "./routes.tsx";
import { meQuery } from "./session.ts";

export const router = createRouter({
  routeTree,
  context: { queryClient },
  parseSearch,
  stringifySearch: (search) => stringifySearch(search as Search),
  defaultPreload: "intent",
  // TanStack Query decides what is fresh.
  defaultPreloadStaleTime: 0,
  defaultPendingMs: 200,
  defaultPendingComponent: () => <SkeletonLines />,
  defaultErrorComponent: ({ error, reset }) => <ErrorState error={error} retry={reset} />,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

whenSignedOut(() => {
  queryClient.setQueryData(meQuery.queryKey, null);
  void router.invalidate();
});
