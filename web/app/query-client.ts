import { QueryClient } from "@tanstack/react-query";
import { ApiProblem } from "../api/problem.ts";

function worthRetrying(count: number, failure: unknown): boolean {
  const status = failure instanceof ApiProblem ? failure.status : 500;
  return count < 2 && (status === 0 || status === 502 || status === 503);
}

// Reading waits while there is no connection, so that what is on the screen stays; writing fails at once and says so.
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: worthRetrying, staleTime: 15_000, refetchOnReconnect: "always" },
    mutations: { networkMode: "always" },
  },
});
