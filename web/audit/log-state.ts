import { useNavigate } from "@tanstack/react-router";
import type { Contract } from "../api/contract.ts";
import type { Search } from "../app/address-search.ts";
import { useAddressSearch } from "../app/use-search.ts";

const filterNames = [
  "id",
  "search",
  "action",
  "resource",
  "resourceId",
  "userId",
  "outcome",
  "ip",
  "startDate",
  "endDate",
] as const;
type Query = Contract["GET /api/organization/audit-logs"]["input"]["query"];
export type LogFilters = Partial<Record<(typeof filterNames)[number], string>> &
  Pick<NonNullable<Query>, "action" | "outcome">;

/** What of the log is shown, kept in the address so that it can be shared and gone back to. */
export function useLogState() {
  const search = useAddressSearch();
  const navigate = useNavigate();
  const filters: LogFilters = Object.fromEntries(
    filterNames.flatMap((name) => (search[name] ? [[name, search[name]]] : [])),
  );
  // Looking at things fills a log; whoever wants to know asks for it.
  const showsViews = search["views"] === "1" || filters.action === "VIEW" || filters.id !== undefined;
  const kept = { ...(search["views"] && { views: "1" }), ...(search["live"] && { live: "1" }) };
  return {
    filters,
    showsViews,
    /** Whether new events appear by themselves. */
    live: search["live"] === "1",
    query: { ...filters, ...(!showsViews && { excludeReads: "1" as const }) },
    isNarrowed: Object.keys(filters).length > 0,
    change: (changes: Record<string, string | undefined>) => {
      const next = Object.entries({ ...search, ...changes }).filter(([, value]) => value);
      void navigate({ to: ".", search: Object.fromEntries(next) as Search });
    },
    clear: () => void navigate({ to: ".", search: kept as Search }),
  };
}

export type LogState = ReturnType<typeof useLogState>;
