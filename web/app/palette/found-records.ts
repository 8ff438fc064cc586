import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { call } from "../../api/client.ts";
import { useCan } from "../session.ts";

const pauseMs = 120;
const fewest = 2;

/** The best few records of every type for what is typed. Until they are here, those of before, marked as stale. */
export function useFoundRecords(typed: string) {
  const needle = useSettled(typed.trim());
  const mayRead = useCan()("records.read");
  const isWanted = mayRead && typed.trim().length >= fewest;
  const { data, isPlaceholderData, isFetching, error, refetch } = useQuery({
    queryKey: ["records", "search", needle],
    enabled: isWanted && needle.length >= fewest,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => (await call("GET /api/search", { query: { q: needle, limit: 4 }, signal })).data,
  });
  const isStale = needle !== typed.trim() || isPlaceholderData || (isFetching && !data);
  return {
    hits: isWanted ? (data ?? []) : [],
    isWanted,
    isStale: isWanted && isStale && !error,
    error: isWanted ? error : null,
    retry: () => void refetch(),
  };
}

/** A value once it has stood still for a moment. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pauseMs);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
