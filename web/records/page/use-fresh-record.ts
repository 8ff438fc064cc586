import { useQuery } from "@tanstack/react-query";
import { call } from "../../api/client.ts";
import { ApiProblem } from "../../api/problem.ts";
import type { RecordType, StoredRecord } from "../model.ts";
import { recordQuery } from "../queries.ts";

const lookEveryMs = 20_000;

/**
 * Shows what others change while the page is in sight: asks now and then, and on coming back, whether there is a newer
 * version. Open editors keep what they began from. Answers whether the record was deleted for good meanwhile.
 */
export function useFreshRecord(type: RecordType, record: StoredRecord | undefined): { gone: boolean } {
  const id = record?.id ?? "";
  const { data } = useQuery({
    queryKey: ["newer", type.plural, id],
    enabled: record !== undefined,
    // The page has just been read when this begins.
    initialData: "same" as const,
    staleTime: lookEveryMs,
    refetchInterval: lookEveryMs,
    refetchOnWindowFocus: "always",
    retry: false,
    queryFn: async ({ signal, client }): Promise<"same" | "newer" | "gone"> => {
      const { queryKey } = recordQuery(type.plural, id);
      const known = client.getQueryData(queryKey);
      if (!known) return "same";
      try {
        const now = await call("GET /api/{plural}/{id}", {
          params: { plural: type.plural, id },
          query: { trash: "include" },
          headers: { "if-none-match": `"${known.version}"` },
          signal,
        });
        if (now.version <= (client.getQueryData(queryKey)?.version ?? 0)) return "same";
        client.setQueryData(queryKey, now);
        void client.invalidateQueries({ queryKey: ["timeline", type.plural, id] });
        return "newer";
      } catch (failure) {
        if (failure instanceof ApiProblem && failure.status === 304) return "same";
        if (failure instanceof ApiProblem && failure.status === 404) return "gone";
        throw failure;
      }
    },
  });
  return { gone: data === "gone" };
}
