import { Link } from "@tanstack/react-router";
import { Fragment, type ReactNode } from "react";
import { DueDate } from "../../records/due-date.tsx";
import { formatAgo, formatMoney, labelOfChoice } from "../../records/format.ts";
import { RecordMark } from "../../records/record-mark.tsx";
import { nameOf, type RecordType, type Reference, type StoredRecord } from "../../records/model.ts";
import { TaskCheck } from "../../records/task-check.tsx";

type RecordLineProps = { type: RecordType; record: StoredRecord; showsOwner: boolean };

/** A record in two lines: what it is called, and below it what one wants to know before opening it. */
export function RecordLine({ type, record, showsOwner }: RecordLineProps) {
  const details = detailsOf(type, record, showsOwner);
  const amount = record["amount"];
  return (
    <li className="flex items-center hover:bg-hover">
      {type.name === "task" && <TaskCheck task={record} className="ml-3" />}
      <Link
        to="/$plural/$id"
        params={{ plural: type.plural, id: record.id }}
        search={{}}
        className="flex min-h-13 min-w-0 flex-1 items-center gap-3 px-3 py-1.5 text-sm -outline-offset-2"
      >
        {type.name !== "task" && <RecordMark type={type.name} name={nameOf(record)} />}
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">{nameOf(record)}</span>
          {details.length > 0 && (
            <span className="block truncate text-xs text-ink-muted">
              {details.map((detail, place) => (
                <Fragment key={place}>
                  {place > 0 && " · "}
                  {detail}
                </Fragment>
              ))}
            </span>
          )}
        </span>
        {typeof amount === "string" && (
          <span className="shrink-0 tabular-nums">{formatMoney(amount, record["currency"] as string | null)}</span>
        )}
      </Link>
    </li>
  );
}

function detailsOf(type: RecordType, record: StoredRecord, showsOwner: boolean): ReactNode[] {
  const text = (member: string) => (typeof record[member] === "string" ? record[member] : "");
  const named = (member: string) => (record[member] as Reference | null | undefined)?.title ?? "";
  const linked = (record["links"] as Reference[] | undefined)?.[0]?.title ?? "";
  const owner = showsOwner ? named(type.name === "task" ? "assignee" : "owner") : "";
  const byType: Record<string, ReactNode[]> = {
    task: [text("dueDate") && <DueDate date={text("dueDate")} open short />, linked || named("project"), owner],
    opportunity: [text("closeDate") && <DueDate date={text("closeDate")} open short />, named("account"), owner],
    activity: [choiceOf(type, "type", text("type")), text("date") && formatAgo(text("date")), linked, owner],
    contact: [text("title"), named("account")],
    lead: [text("company"), choiceOf(type, "status", text("status"))],
    account: [text("billingCity"), text("domain")],
  };
  return (byType[type.name] ?? [type.label, named("account")]).filter(Boolean);
}

function choiceOf(type: RecordType, name: string, value: string): string {
  const field = type.fields.find((candidate) => candidate.name === name);
  return field && value ? labelOfChoice(field, value) : value;
}
