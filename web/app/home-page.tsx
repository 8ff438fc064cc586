import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { Skeleton } from "../components/states.tsx";
import { FieldText } from "../records/list/field-text.tsx";
import { RecordMark } from "../records/list/record-name.tsx";
import { isEmpty, nameOf, type RecordType, type StoredRecord, valueOf } from "../records/model.ts";
import { fewRecordsQuery, type ListQuery, useRecordType } from "../records/queries.ts";
import { TaskCheck } from "../records/task-check.tsx";
import { wallTime } from "../records/clock.ts";
import { PageHeader } from "./page-header.tsx";
import { useMe } from "./session.ts";

const FirstSteps = lazy(() => import("./first-steps.tsx").then((module) => ({ default: module.FirstSteps })));

/** What is waiting for the reader; in an empty organization, how to begin. */
export function HomePage() {
  const { user } = useMe();
  const accounts = useQuery(fewRecordsQuery("accounts", { limit: 1 }));
  const contacts = useQuery(fewRecordsQuery("contacts", { limit: 1 }));
  const deals = useQuery(fewRecordsQuery("opportunities", { limit: 1 }));
  const all = [accounts, contacts, deals];
  const isNew = all.every((query) => query.data?.length === 0);
  const loading = all.some((query) => query.isPending);
  return (
    <>
      <PageHeader title="Home" />
      <div className="min-h-0 flex-1 overflow-y-auto px-4 py-6 lg:px-8">
        <div className="mx-auto max-w-4xl">
          <h2 className="text-xl font-semibold">
            {greeting()}, {user.name.split(" ")[0]}
          </h2>
          {loading ? (
            <Skeleton className="mt-6 h-40 w-full" />
          ) : isNew ? (
            <Suspense fallback={<Skeleton className="mt-6 h-40 w-full" />}>
              <FirstSteps />
            </Suspense>
          ) : (
            <Desk userId={user.id} />
          )}
        </div>
      </div>
    </>
  );
}

function greeting(): string {
  const hour = Number(wallTime(new Date()).slice(11, 13));
  if (hour < 5) return "Good night";
  if (hour < 12) return "Good morning";
  return hour < 18 ? "Good afternoon" : "Good evening";
}

function Desk({ userId }: { userId: string }) {
  return (
    <div className="mt-6 grid gap-6 lg:grid-cols-2">
      <Panel
        name="task"
        title="Your open tasks"
        empty="Nothing waits for you."
        query={{ "filter[assignee][eq]": userId, "filter[status][in]": "not_started,in_progress", sort: "dueDate" }}
      />
      <Panel
        name="opportunity"
        title="Closing next"
        empty="No open deals."
        query={{ "filter[status][eq]": "open", "filter[closeDate][empty]": "false", sort: "closeDate" }}
      />
      <Panel name="contact" title="Contacts changed lately" empty="No contacts yet." query={{ sort: "-updatedAt" }} />
      <Panel
        name="activity"
        title="Latest activities"
        empty="No activities yet."
        query={{ "filter[date][lt]": tomorrow(), sort: "-date" }}
      />
    </div>
  );
}

/** Meetings that are planned for later are not the latest. */
function tomorrow(): string {
  return wallTime(new Date(Date.now() + 86_400_000)).slice(0, 10);
}

type PanelProps = { name: string; title: string; empty: string; query: ListQuery };

function Panel({ name, title, empty, query }: PanelProps) {
  const type = useRecordType(name);
  const { data, isPending } = useQuery({
    ...fewRecordsQuery(type?.plural ?? "", { ...query, limit: 6 }),
    enabled: type !== undefined,
  });
  if (!type) return null;
  return (
    <section className="min-w-0">
      <div className="mb-2 flex items-baseline justify-between">
        <h3 className="text-sm font-semibold">{title}</h3>
        <Link
          to="/$plural"
          params={{ plural: type.plural }}
          search={query as Record<string, string>}
          className="rounded text-xs text-ink-muted hover:text-ink"
        >
          Show all<span className="sr-only">: {title}</span>
        </Link>
      </div>
      <ul className="divide-y divide-line overflow-hidden rounded-lg border border-line">
        {isPending && (
          <li className="p-4">
            <Skeleton className="w-1/2" />
          </li>
        )}
        {data?.length === 0 && <li className="px-3 py-6 text-center text-sm text-ink-faint">{empty}</li>}
        {data?.map((record) => (
          <PanelLine key={record.id} type={type} record={record} />
        ))}
      </ul>
    </section>
  );
}

function PanelLine({ type, record }: { type: RecordType; record: StoredRecord }) {
  const telling = ["dueDate", "amount", "account", "closeDate", "date", "priority"]
    .flatMap((name) => type.fields.find((field) => field.name === name) ?? [])
    .filter((field) => !isEmpty(valueOf(record, field)))
    .slice(0, 2);
  return (
    <li className="flex items-center">
      {type.name === "task" && <TaskCheck task={record} className="ml-3" />}
      <Link
        to="/$plural/$id"
        params={{ plural: type.plural, id: record.id }}
        search={{}}
        className="flex min-h-10 min-w-0 flex-1 items-center gap-2.5 px-3 text-sm -outline-offset-2 hover:bg-hover"
      >
        {type.name !== "task" && <RecordMark type={type} name={nameOf(record)} />}
        <span className="min-w-0 flex-1 truncate font-medium">{nameOf(record)}</span>
        <span className="flex max-w-[50%] gap-2.5 overflow-hidden whitespace-nowrap text-ink-muted tabular-nums">
          {telling.map((field) => (
            <FieldText key={field.name} field={field} record={record} />
          ))}
        </span>
      </Link>
    </li>
  );
}
