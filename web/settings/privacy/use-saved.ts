import { useQueryClient } from "@tanstack/react-query";
import { type PrivacyRequest, requestQuery, requestsKey } from "./request-queries.ts";

/** Puts an answer in the place of what was there. */
export function useSaved(): (saved: PrivacyRequest) => void {
  const queryClient = useQueryClient();
  return (saved) => {
    queryClient.setQueryData(requestQuery(saved.id).queryKey, saved);
    void queryClient.invalidateQueries({ queryKey: requestsKey });
  };
}
