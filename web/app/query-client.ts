import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiProblem } from "../api/problem.ts";

let onSignedOut: (() => void) | undefined;

/** What to do when the server says that nobody is signed in any more. */
export function whenSignedOut(run: () => void) {
  onSignedOut = run;
}

function watch(failure: unknown) {
  if (failure instanceof ApiProblem && failure.status === 401) onSignedOut?.();
}

function worthRetrying(count: number, failure: unknown): boolean {
  const status = failure instanceof ApiProblem ? failure.status : 500;
  return count < 2 && (status === 0 || status === 502 || status === 503);
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: watch }),
  mutationCache: new MutationCache({ onError: watch }),
  defaultOptions: { queries: { retry: worthRetrying, staleTime: 15_000, refetchOnWindowFocus: true } },
});
