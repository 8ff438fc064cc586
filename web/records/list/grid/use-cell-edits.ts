import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { MyChange } from "../../conflict/ask.ts";
import { faultOf, useSaveFields } from "../../conflict/save-fields.ts";
import type { RecordType, StoredRecord } from "../../model.ts";
import { recordQuery } from "../../queries.ts";
import { asChanged } from "./optimistic.ts";

/** What was typed into a cell and is not saved: under way, or refused with a reason. */
export type CellEdit = { base: StoredRecord; shown: StoredRecord; changes: readonly MyChange[]; fault?: string };

/** A record's unsaved cells by their columns. */
export type RowEdits = ReadonlyMap<string, CellEdit>;

/** Saves cells while their new values are shown already; what is refused stays with its reason. */
export function useCellEdits(type: RecordType) {
  const [edits, setEdits] = useState<ReadonlyMap<string, RowEdits>>(new Map());
  const queues = useRef(new Map<string, Promise<unknown>>());
  const saveFields = useSaveFields(type);
  const queryClient = useQueryClient();

  function put(id: string, column: string, edit: CellEdit | undefined) {
    setEdits((now) => {
      const row = new Map(now.get(id));
      if (edit) row.set(column, edit);
      else row.delete(column);
      const next = new Map(now);
      if (row.size > 0) next.set(id, row);
      else next.delete(id);
      return next;
    });
  }

  /** What the next change of this record is made to: what we saved last, if that is newer than what is shown. */
  function latest(record: StoredRecord): StoredRecord {
    const known = queryClient.getQueryData(recordQuery(type.plural, record.id).queryKey);
    return known && known.version > record.version ? known : record;
  }

  /** Resolves with the reason when it is refused. One change of a record waits for the one before. */
  async function save(record: StoredRecord, column: string, changes: readonly MyChange[]): Promise<string | undefined> {
    const edit = { base: record, shown: asChanged(queryClient, type, record, changes), changes };
    put(record.id, column, edit);
    const before = queues.current.get(record.id);
    const own = (async () => {
      await before;
      const outcome = await saveFields(before ? latest(record) : record, changes);
      return outcome === "undecided" ? "Not saved: somebody else changed this first." : undefined;
    })().catch((failure: unknown) => faultOf(changes[0]!.field, failure));
    queues.current.set(record.id, own);
    const fault = await own;
    if (queues.current.get(record.id) === own) queues.current.delete(record.id);
    put(record.id, column, fault === undefined ? undefined : { ...edit, fault });
    return fault;
  }

  return { edits, save, drop: (id: string, column: string) => put(id, column, undefined) };
}
