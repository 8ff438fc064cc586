import { Link } from "@tanstack/react-router";
import { TaskCheck } from "../task-check.tsx";
import { RecordMark } from "../record-mark.tsx";
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
      {!isTask && <RecordMark type={type.name} name={name} />}
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
