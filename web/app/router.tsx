import { createRouter } from "@tanstack/react-router";
import { SkeletonLines } from "../components/states.tsx";
import { parseSearch, type Search, stringifySearch } from "./address-search.ts";
import { queryClient } from "./query-client.ts";
import { NotFound } from "./not-found.tsx";
import { PageError } from "./page-error.tsx";
import { routeTree } from "./routes.tsx";

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
  defaultErrorComponent: PageError,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
