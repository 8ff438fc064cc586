import { useNavigate } from "@tanstack/react-router";
import type { Contract } from "../api/contract.ts";
import type { Search } from "../app/address-search.ts";
import { daysOf } from "./periods.ts";
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

const keptNames: readonly string[] = [...filterNames, "period", "views"];

function keptPart(search: Search): Search {
  return Object.fromEntries(Object.entries(search).filter(([name, value]) => keptNames.includes(name) && value));
}

/** What of the log is shown, kept in the address so that it can be shared and gone back to. */
export function useLogState() {
  const search = useAddressSearch();
  const navigate = useNavigate();
  const filters: LogFilters = {
    ...Object.fromEntries(filterNames.flatMap((name) => (search[name] ? [[name, search[name]]] : []))),
    ...daysOf(search["period"]),
  };
  // Looking at things fills a log; whoever wants to know asks for it.
  const showsViews = search["views"] === "1" || filters.action === "VIEW" || filters.id !== undefined;
  const stays: Search = search["live"] ? { live: "1" } : {};
  return {
    filters,
    period: search["period"],
    /** What a kept search keeps: the filters as the address says them. */
    kept: keptPart(search),
    /** Shows what a kept search keeps, and nothing else. */
    open: (filters: Search) => void navigate({ to: ".", search: { ...keptPart(filters), ...stays } }),
    showsViews,
    /** Whether new events appear by themselves. */
    live: search["live"] === "1",
    query: { ...filters, ...(!showsViews && { excludeReads: "1" as const }) },
    isNarrowed: Object.keys(filters).length > 0,
    change: (changes: Record<string, string | undefined>) => {
      const next = Object.entries({ ...search, ...changes }).filter(([, value]) => value);
      void navigate({ to: ".", search: Object.fromEntries(next) as Search });
    },
    clear: () => void navigate({ to: ".", search: { ...(search["views"] && { views: "1" }), ...stays } }),
  };
}

export type LogState = ReturnType<typeof useLogState>;
