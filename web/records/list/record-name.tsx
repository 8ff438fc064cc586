import { Link } from "@tanstack/react-router";
import { Avatar } from "../../components/avatar.tsx";
import { isPerson } from "../icons.ts";
import { TaskCheck } from "../task-check.tsx";
import { TypeIcon } from "../type-icon.tsx";
import { nameOf, type RecordType, type StoredRecord } from "../model.ts";

/** The first cell of a row: who or what it is, and the way to its page. */
export function RecordName({ type, record }: { type: RecordType; record: StoredRecord }) {
  const name = nameOf(record);
  const isTask = type.name === "task";
  const link = (
    <Link
      to="/$plural/$id"
      params={{ plural: type.plural, id: record.id }}
      search={{}}
      className="flex min-w-0 items-center gap-2 rounded font-medium"
    >
      {!isTask && <RecordMark type={type} name={name} />}
      <span className="truncate underline-offset-3 group-hover:underline group-hover:decoration-line-strong">
        {name}
      </span>
    </Link>
  );
  if (!isTask) return link;
  return (
    <span className="flex min-w-0 items-center gap-2">
      <TaskCheck task={record} />
      {link}
    </span>
  );
}

/** People and companies have faces of their own; everything else has its type's icon. */
export function RecordMark({ type, name }: { type: RecordType; name: string }) {
  if (type.name === "account" || isPerson(type.name)) {
    return <Avatar name={name} shape={isPerson(type.name) ? "person" : "thing"} />;
  }
  return <TypeIcon type={type.name} className="size-4 shrink-0 text-ink-faint" />;
}
