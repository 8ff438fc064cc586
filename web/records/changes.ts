import { useQueryClient } from "@tanstack/react-query";
import { call } from "../api/client.ts";
import { reasonOf } from "../api/problem.ts";
import { toast } from "../components/toast.tsx";
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

  function keep(record: StoredRecord) {
    queryClient.setQueryData(recordQuery(plural, record.id).queryKey, record);
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

  async function bulk(ids: string[], action: "update" | "trash" | "restore", values?: Record<string, unknown>) {
    await call("POST /api/{plural}/bulk", { params: { plural }, body: { ids, action, ...(values && { values }) } });
    refresh();
  }

  async function restore(ids: string[]) {
    await bulk(ids, "restore");
    toast.done({ title: ids.length === 1 ? `${type.label} restored` : `${ids.length} restored` });
  }

  /** Moves to the trash and offers the way back. */
  async function trash(ids: string[]) {
    await bulk(ids, "trash");
    toast.done({
      title: ids.length === 1 ? `${type.label} moved to the trash` : `${ids.length} moved to the trash`,
      action: { label: "Undo", run: () => void restore(ids).catch(tell) },
    });
  }

  async function purge(id: string) {
    await call("DELETE /api/{plural}/{id}", { params: { plural, id }, query: { permanent: "true" } });
    refresh();
  }

  return { create, update, bulk, trash, restore, purge, refresh };
}

/** Shows a failure that has no place of its own on the screen. */
export function tell(failure: unknown) {
  toast.failed({ title: "That did not work", detail: reasonOf(failure) });
}
