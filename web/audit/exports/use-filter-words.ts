import { useQuery } from "@tanstack/react-query";
import { sentence } from "../../api/problem.ts";
import { useCan } from "../../app/session.ts";
import { formatDate } from "../../records/format.ts";
import { membersQuery } from "../../records/queries.ts";
import { useLoggedTypes } from "../use-logged-types.ts";
import { actions, labelOfOutcome, nameOfThing } from "../words.ts";

type Filter = Readonly<Record<string, string | undefined>>;

/** Says what a filter of the log leaves: "Changed · Account · by Mia · since Nov 1, 2026". */
export function useFilterWords(): (filter: Filter) => string {
  const can = useCan();
  const types = useLoggedTypes();
  const { data: members = [] } = useQuery({ ...membersQuery, enabled: can("members.read") });
  const says: Record<string, (value: string) => string | undefined> = {
    action: (value) => actions.find((one) => one.value === value)?.label ?? value,
    resource: (value) => types.find(({ name }) => name === value)?.label ?? nameOfThing(value),
    resourceId: () => "of one record",
    id: () => "one event",
    userId: (value) => `by ${members.find(({ userId }) => userId === value)?.name ?? "one person"}`,
    outcome: labelOfOutcome,
    ip: (value) => `from ${value}`,
    search: (value) => `“${value}”`,
    startDate: (value) => `since ${formatDate(value)}`,
    endDate: (value) => `until ${formatDate(value)}`,
    excludeReads: (value) => (value === "1" ? "without reads" : undefined),
  };
  return (filter) => {
    const parts = Object.entries(filter).flatMap(([name, value]) => (value && says[name]?.(value)) || []);
    return parts.length === 0 ? "The whole log" : sentence(parts.join(" · "));
  };
}
