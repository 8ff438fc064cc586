import { type ReactNode, useState } from "react";
import { today } from "../../records/clock.ts";
import type { ListQuery } from "../../records/queries.ts";
import { RecordPanel } from "./panel.tsx";
import { PipelinePanel } from "./pipeline-panel.tsx";
import { RecentPanel } from "./recent-panel.tsx";
import { useSells, type Whose } from "./whose.ts";

/** What somebody who sells wants to know in the morning. */
export function Desk({ userId, whose }: { userId: string; whose: Whose }) {
  const isMine = whose === "mine";
  const sells = useSells(userId, isMine);
  const [hour] = useState(endOfHour);
  const of = (field: string): Record<string, string> => (isMine ? { [`filter[${field}][eq]`]: userId } : {});
  const tasks: ListQuery = { ...of("assignee"), "filter[status][in]": "not_started,in_progress", sort: "dueDate" };
  const closing: ListQuery = {
    ...of("owner"),
    "filter[status][eq]": "open",
    "filter[closeDate][lte]": endOfMonth(today()),
    sort: "closeDate",
  };
  const activities = (
    <RecordPanel
      name="activity"
      title="Latest activities"
      empty="No calls, emails, meetings or notes yet."
      query={{
        ...of("owner"),
        "filter[date][lte]": hour,
        sort: "-date",
      }}
      showsOwner={!isMine}
    />
  );
  return (
    <div className="mt-6 grid items-start gap-x-6 gap-y-8 lg:grid-cols-2">
      <Column>
        <RecordPanel
          name="task"
          title={isMine ? "My open tasks" : "Open tasks"}
          empty="Nothing to do right now."
          query={tasks}
          showsOwner={!isMine}
        />
        {sells ? (
          <RecordPanel
            name="opportunity"
            title="To close this month"
            empty="Nothing is due to close this month."
            query={closing}
            showsOwner={!isMine}
          />
        ) : (
          activities
        )}
      </Column>
      <Column>
        {sells && <PipelinePanel title={isMine ? "My pipeline" : "Pipeline"} filter={of("owner")} />}
        {sells && activities}
        <RecentPanel />
      </Column>
    </div>
  );
}

/** Each column is as long as what is in it: a short panel leaves no hole beside a long one. */
function Column({ children }: { children: ReactNode }) {
  return <div className="flex min-w-0 flex-col gap-8">{children}</div>;
}

/** Meetings that are planned for later are not the latest. To the hour, so that the question stays the same. */
function endOfHour(): string {
  return `${new Date().toISOString().slice(0, 13)}:59:59Z`;
}

/** The last day of a day's month: `2026-11-30`. */
function endOfMonth(day: string): string {
  const [year = 1970, month = 1] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}
