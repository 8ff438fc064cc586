import { useQueryClient } from "@tanstack/react-query";
import { call } from "../api/client.ts";
import { ApiProblem, reasonOf } from "../api/problem.ts";
import { toast } from "../components/toast.tsx";
import { changeLists } from "./list-pages.ts";
import type { RecordType, StoredRecord } from "./model.ts";
import { recordQuery } from "./queries.ts";

/** What can be done to records of a type, each leaving every list and page fresh. */
export function useRecordChanges(type: RecordType) {
  const queryClient = useQueryClient();
  const { plural } = type;

  function refresh() {
    void queryClient.invalidateQueries({ queryKey: ["records"] });
    void queryClient.invalidateQueries({ queryKey: ["timeline"] });
  }

  /** Shows a record as the server answered with it, here and wherever one comes back to it. */
  function keep(record: StoredRecord) {
    queryClient.setQueryData(recordQuery(plural, record.id).queryKey, record);
    changeLists(queryClient, plural, (listed) => (listed.id === record.id ? record : listed));
    refresh();
    return record;
  }

  async function create(body: Record<string, unknown>) {
    return keep(await call("POST /api/{plural}", { params: { plural }, body }));
  }

  /** Saves only if nobody else saved since `record` was read: otherwise rejects with 412. */
  async function update(record: StoredRecord, body: Record<string, unknown>) {
    const params = { plural, id: record.id };
    const headers = { "if-match": `"${record.version}"` };
    return keep(await call("PATCH /api/{plural}/{id}", { params, body, headers }));
  }

  /** Does what it can and answers with the records that took it; says what some refused, rejects when all did. */
  async function bulk(ids: string[], action: "update" | "trash" | "restore", values?: Record<string, unknown>) {
    const body = { ids, action, ...(values && { values }) };
    const { results } = await call("POST /api/{plural}/bulk", { params: { plural }, body });
    refresh();
    const refused = results.filter((result) => result.status === "failed");
    const problem = refused[0]?.problem;
    if (problem && refused.length === results.length) throw new ApiProblem(problem.status, problem);
    if (problem)
      toast.failed({ title: `${refused.length} of ${results.length} stay as they were`, detail: problem.detail });
    return results.filter((result) => result.status !== "failed").map((result) => result.id);
  }

  async function restore(ids: string[]) {
    const restored = await bulk(ids, "restore");
    toast.done({ title: restored.length === 1 ? `${type.label} restored` : `${restored.length} restored` });
  }

  /** Moves to the trash and offers the way back. */
  async function trash(ids: string[]) {
    const trashed = await bulk(ids, "trash");
    toast.done({
      title: trashed.length === 1 ? `${type.label} moved to the trash` : `${trashed.length} moved to the trash`,
      action: { label: "Undo", run: () => void restore(trashed).catch(tell) },
    });
  }

  async function purge(id: string) {
    await call("DELETE /api/{plural}/{id}", { params: { plural, id }, query: { permanent: "true" } });
    refresh();
  }

  return { create, update, bulk, trash, restore, purge, keep, refresh };
}

/** Shows a failure that has no place of its own on the screen; `retry` does once more what failed. */
export function tell(failure: unknown, retry?: () => void) {
  // The session's end is told by itself, where one can sign in again.
  if (failure instanceof ApiProblem && failure.status === 401) return;
  toast.failed({
    title: failure instanceof ApiProblem && failure.status === 0 ? failure.title : "That did not work",
    detail: reasonOf(failure),
    ...(retry && { action: { label: "Try again", run: retry } }),
  });
}
