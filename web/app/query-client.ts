import { type InvalidateOptions, type InvalidateQueryFilters, QueryClient } from "@tanstack/react-query";
import { ApiProblem } from "../api/problem.ts";

function worthRetrying(count: number, failure: unknown): boolean {
  const status = failure instanceof ApiProblem ? failure.status : 500;
  return count < 2 && (status === 0 || status === 502 || status === 503);
}

class FreshQueryClient extends QueryClient {
  /**
   * A first question that is still under way may be answered from before the change, and that answer would count as
   * fresh: what is shown is asked anew. Questions that code waits for are left alone.
   */
  override invalidateQueries(filters: InvalidateQueryFilters = {}, options?: InvalidateOptions): Promise<void> {
    const unanswered = this.getQueryCache()
      .findAll({ ...filters, type: "active" })
      .filter(({ state }) => state.data === undefined && state.fetchStatus === "fetching");
    const ask = () => super.invalidateQueries(filters, options);
    if (unanswered.length === 0) return ask();
    return Promise.all(unanswered.map((query) => query.cancel({ revert: true }))).then(ask);
  }
}

// Reading waits while there is no connection, so that what is on the screen stays; writing fails at once and says so.
export const queryClient = new FreshQueryClient({
  defaultOptions: {
    queries: { retry: worthRetrying, staleTime: 15_000, refetchOnReconnect: "always" },
    mutations: { networkMode: "always" },
  },
});
