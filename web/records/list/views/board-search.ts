import type { Search } from "../../../app/address-search.ts";
import { filtersOf } from "../list-search.ts";

const spans: Record<string, string> = { "this-month": "month", "next-month": "next", "this-quarter": "quarter" };

/** The board knows a search, one owner and some spans of the close date. */
export function boardSearch(search: Search): Search {
  const filters = filtersOf(search);
  const valueOf = (field: string, ...operators: string[]) =>
    filters.find((filter) => filter.field === field && operators.includes(filter.operator))?.value;
  const owner = valueOf("owner", "eq", "in");
  const close = spans[valueOf("closeDate", "eq") ?? ""];
  return {
    ...(search["search"] && { search: search["search"] }),
    ...(owner && !owner.includes(",") && { owner }),
    ...(close && { close }),
  };
}
