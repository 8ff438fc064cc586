import { useQuery } from "@tanstack/react-query";
import { call } from "../api/client.ts";
import { today } from "../records/clock.ts";
import { useMe } from "./session.ts";

/** The open tasks of a person that are due on a day or were before, as filters of the list of tasks. */
function dueTasksFilter(userId: string, day: string) {
  return {
    "filter[assignee][eq]": userId,
    "filter[status][in]": "not_started,in_progress",
    "filter[dueDate][lte]": day,
  };
}

/** How many of my open tasks are due by today; nothing when none are. */
export function DueTasks() {
  const { user } = useMe();
  const query = dueTasksFilter(user.id, today());
  const { data } = useQuery({
    queryKey: ["records", "tasks", "due", query],
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      call("GET /api/{plural}", { params: { plural: "tasks" }, query: { ...query, limit: "1", count: "1" }, signal }),
  });
  if (!data?.total) return null;
  return (
    <span className="rounded-full bg-accent-soft px-1.5 text-2xs font-medium text-accent-text tabular-nums">
      {data.total > 99 ? "99+" : data.total}
      <span className="sr-only"> of mine due</span>
    </span>
  );
}
