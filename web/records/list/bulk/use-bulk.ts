import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { toast } from "../../../components/toast.tsx";
import { tell, useRecordChanges } from "../../changes.ts";
import { changeLists, photographLists } from "../../list-pages.ts";
import type { RecordType } from "../../model.ts";
import { type BulkResult, type Progress, runBulk } from "./run-bulk.ts";

type Body = Parameters<typeof runBulk>[1];

export type BulkWork = ReturnType<typeof useBulk>;

/** Changes, trashes, restores and deletes many records, tells how far it is, and offers the way back. */
export function useBulk(type: RecordType) {
  const [progress, setProgress] = useState<Progress & { label: string }>();
  const stop = useRef(new AbortController());
  const queryClient = useQueryClient();
  const { refresh } = useRecordChanges(type);
  const { plural } = type;

  /** Answers with what was done; what was refused, or not reached any more, is told. */
  async function run(label: string, body: Body): Promise<BulkResult[]> {
    stop.current = new AbortController();
    const total = "changes" in body ? body.changes.length : body.ids.length;
    try {
      const results = await runBulk(plural, body, stop.current.signal, (now) => setProgress({ ...now, label }));
      tellRefused(results, total);
      return results.filter((result) => result.status !== "failed");
    } finally {
      setProgress(undefined);
    }
  }

  async function restore(ids: string[]) {
    const done = await run("Restoring", { action: "restore", ids });
    const restored = done.map(({ id }) => id);
    if (restored.length > 0) {
      const undo = () => void trash(restored);
      toast.done({ title: `${counted(restored.length)} restored`, action: { label: "Undo", run: undo } });
    }
    refresh();
    return restored;
  }

  /** They are gone from the screen at once, and come back if it fails. */
  async function trash(ids: string[]) {
    const putBack = photographLists(queryClient, plural);
    leaveLists(ids);
    try {
      const done = await run("Moving to the trash", { action: "trash", ids });
      const trashed = done.map(({ id }) => id);
      if (trashed.length < ids.length) putBack();
      leaveLists(trashed);
      const undo = () => {
        putBack();
        void restore(trashed).catch(fail(() => leaveLists(trashed)));
      };
      if (trashed.length > 0) {
        const title = `${counted(trashed.length)} moved to the trash`;
        toast.done({ title, action: { label: "Undo", run: undo } });
      }
    } catch (failure) {
      putBack();
      tell(failure);
    }
    refresh();
  }

  function leaveLists(ids: readonly string[]) {
    const gone = new Set(ids);
    changeLists(queryClient, plural, (record) => (gone.has(record.id) ? undefined : record));
  }

  async function update(ids: string[], values: Record<string, unknown>) {
    const done = await run("Changing", { action: "update", ids, values });
    const changed = done.filter((result) => result.status === "changed");
    write(changed, () => values);
    const undo = () => void putBackValues(changed).catch(fail());
    if (done.length > 0) {
      toast.done({
        title: changed.length === 0 ? "They had this value already" : `${counted(changed.length)} changed`,
        ...(changed.length > 0 && { action: { label: "Undo", run: undo } }),
      });
    }
    refresh();
    return done.length;
  }

  /** Each record's value from before, except where somebody has changed it since. */
  async function putBackValues(changed: BulkResult[]) {
    const changes = changed.map(({ id, before = {}, version }) => ({
      id,
      values: before,
      ...(version && { version }),
    }));
    const done = await run("Putting back", { action: "update", changes });
    const before = new Map(changes.map(({ id, values }) => [id, values]));
    write(done, (id) => before.get(id) ?? {});
    if (done.length > 0) toast.done({ title: `${counted(done.length)} as before` });
    refresh();
  }

  /** Into the lists that are shown, for those that are too long to be fetched again. */
  function write(results: BulkResult[], valuesOf: (id: string) => Record<string, unknown>) {
    const versions = new Map(results.map(({ id, version }) => [id, version]));
    changeLists(queryClient, plural, (record) => {
      const version = versions.get(record.id);
      if (version === undefined) return record;
      const { custom, ...values } = valuesOf(record.id);
      return { ...record, ...values, custom: { ...record.custom, ...(custom as object | undefined) }, version };
    });
  }

  async function purge(ids: string[]) {
    const done = await run("Deleting", { action: "purge", ids });
    leaveLists(done.map(({ id }) => id));
    if (done.length > 0) toast.done({ title: `${counted(done.length)} deleted for good` });
    refresh();
  }

  function counted(count: number): string {
    return count === 1
      ? `1 ${type.label.toLowerCase()}`
      : `${count.toLocaleString()} ${type.pluralLabel.toLowerCase()}`;
  }

  return { progress, cancel: () => stop.current.abort(), restore, trash, update, purge };
}

function fail(mend?: () => void) {
  return (failure: unknown) => {
    mend?.();
    tell(failure);
  };
}

function tellRefused(results: readonly BulkResult[], wanted: number) {
  const problem = results.find((result) => result.status === "failed")?.problem;
  const refused = results.filter((result) => result.status === "failed").length;
  const title = `${refused.toLocaleString()} of ${wanted.toLocaleString()} ${refused === 1 ? "stays as it was" : "stay as they were"}`;
  if (problem)
    toast.failed({ title, detail: problem.status === 412 ? "Somebody changed them since." : problem.detail });
  if (results.length < wanted)
    toast.failed({ title: `Stopped after ${results.length.toLocaleString()} of ${wanted.toLocaleString()}` });
}
