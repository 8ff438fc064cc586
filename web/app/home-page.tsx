import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { Segments } from "../components/segments.tsx";
import { Skeleton } from "../components/states.tsx";
import { fewRecordsQuery } from "../records/queries.ts";
import { Desk } from "./home/desk.tsx";
import { useWhose, type Whose } from "./home/whose.ts";
import { useFirstRun } from "./first-run.ts";
import { PageHeader } from "./page-header.tsx";
import { useMe } from "./session.ts";

const GettingStarted = lazy(() =>
  import("./getting-started.tsx").then((module) => ({ default: module.GettingStarted })),
);
const FirstSteps = lazy(() => import("./first-steps.tsx").then((module) => ({ default: module.FirstSteps })));

/** What is waiting for the reader; in an empty organization, how to begin. */
export function HomePage() {
  const { user } = useMe();
  const { isNew, isPending } = useIsNew();
  const { whose, choose } = useWhose();
  const firstRun = useFirstRun();
  const asks = isNew && !firstRun.startedEmpty;
  const isReady = !isPending && (asks || whose);
  return (
    <>
      <PageHeader title="Home" />
      <div className="min-h-0 flex-1 overflow-y-auto px-4 py-6 lg:px-8">
        <div className="mx-auto max-w-5xl">
          <div className="flex min-h-9 flex-wrap items-center justify-between gap-x-4 gap-y-2">
            <h2 className="text-xl font-semibold">
              {greeting()}, {user.name.split(" ")[0]}
            </h2>
            {!asks && whose && <Segments label="Whose work" value={whose} options={choices} onChange={choose} />}
          </div>
          {!isReady && <Skeleton className="mt-6 h-40 w-full" />}
          {isReady && asks && (
            <Suspense fallback={<Skeleton className="mt-6 h-40 w-full" />}>
              <FirstSteps onStartEmpty={() => firstRun.change({ startedEmpty: true })} />
            </Suspense>
          )}
          {isReady && !asks && (
            <Suspense>
              <GettingStarted />
            </Suspense>
          )}
          {isReady && !asks && whose && <Desk userId={user.id} whose={whose} />}
        </div>
      </div>
    </>
  );
}

/** Whether the organization has nothing yet of what others hang on. */
function useIsNew() {
  const accounts = useQuery(fewRecordsQuery("accounts", { limit: 1 }));
  const contacts = useQuery(fewRecordsQuery("contacts", { limit: 1 }));
  const opportunities = useQuery(fewRecordsQuery("opportunities", { limit: 1 }));
  const all = [accounts, contacts, opportunities];
  return { isNew: all.every(({ data }) => data?.length === 0), isPending: all.some((query) => query.isPending) };
}

const choices: { value: Whose; label: string }[] = [
  { value: "mine", label: "Mine" },
  { value: "everyone", label: "Everyone’s" },
];

function greeting(): string {
  const hour = new Date().getHours();
  if (hour < 5) return "Good night";
  if (hour < 12) return "Good morning";
  return hour < 18 ? "Good afternoon" : "Good evening";
}
