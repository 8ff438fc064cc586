import { useQuery } from "@tanstack/react-query";
import { useCan } from "../app/session.ts";
import type { Option } from "../components/select.tsx";
import { membersQuery } from "../records/queries.ts";
import { statisticsQuery } from "./statistics.ts";

/** Whose events can be chosen: the members or, for auditors, who may not list those, whoever did most of late. */
export function usePeople(chosen: string | undefined): Option[] {
  const seesMembers = useCan()("members.read");
  const { data: members = [] } = useQuery({ ...membersQuery, enabled: seesMembers });
  const { data: statistics } = useQuery({ ...statisticsQuery(), enabled: !seesMembers });
  const people = seesMembers
    ? members.map(({ userId, id, name }) => ({ value: userId ?? id, label: name }))
    : (statistics?.topUsers ?? []).map(({ user }) => ({
        value: user.id,
        label: user.name ?? user.email ?? "Erased person",
      }));
  const isListed = chosen === undefined || people.some(({ value }) => value === chosen);
  return isListed ? people : [...people, { value: chosen, label: "One person" }];
}
