import { call } from "../../api/client.ts";
import { toast } from "../../components/toast.tsx";
import { tell, useRecordChanges } from "../changes.ts";
import type { RecordType, StoredRecord } from "../model.ts";
import { useRecordType } from "../queries.ts";
import type { Draft } from "./draft.ts";

const longestTitle = 80;

/** Turns what was written about a record into a note, a task or a comment. */
export function useSendDraft(type: RecordType, record: StoredRecord): (draft: Draft) => Promise<void> {
  // Both are there wherever their kinds are offered.
  const activities = useRecordChanges(useRecordType("activity") ?? type);
  const tasks = useRecordChanges(useRecordType("task") ?? type);
  const links = [{ type: type.name, id: record.id }];

  return async ({ kind, text, dueDate, assigneeId, date }) => {
    const { title, body } = splitText(text.trim());
    if (kind === "comment") {
      const params = { plural: type.plural, id: record.id };
      await call("POST /api/{plural}/{id}/comments", { params, body: { body: text.trim() } });
      activities.refresh();
    } else if (kind === "task") {
      const made = await tasks.create({ title, ...(body && { content: body }), dueDate, assigneeId, links });
      const undo = () => void tasks.trash([made.id]).catch(tell);
      toast.done({ title: "Task added", detail: title, action: { label: "Undo", run: undo } });
    } else {
      const when = date ?? new Date().toISOString();
      await activities.create({ type: kind, title, ...(body && { body }), date: when, links });
    }
  };
}

/** The first line names it; the rest, or a long line, is its text. */
function splitText(text: string): { title: string; body?: string } {
  const [first = "", ...rest] = text.split("\n");
  if (first.length > longestTitle) return { title: `${first.slice(0, longestTitle - 1)}…`, body: text };
  const body = rest.join("\n").trim();
  return { title: first, ...(body && { body }) };
}
