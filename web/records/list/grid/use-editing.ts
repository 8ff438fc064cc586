import { useLayoutEffect, useRef, useState } from "react";
import { toast } from "../../../components/toast.tsx";
import type { MyChange } from "../../conflict/ask.ts";
import { nameOf, type RecordField, type RecordType, type StoredRecord } from "../../model.ts";
import { nameColumn } from "../column-layout.ts";
import type { After, Typed } from "./cell-editor.tsx";
import { fieldsAt, refusalOf } from "./editable.ts";
import type { Place } from "./place.ts";
import { useCellEdits } from "./use-cell-edits.ts";

type Editing = { place: Place; record: StoredRecord; field: RecordField | undefined };
type Refusal = { place: Place; reason: string };

type Options = {
  type: RecordType;
  fields: readonly RecordField[];
  records: readonly StoredRecord[];
  /** Whether the person may change records at all; who may not is not told so at every key. */
  mayWrite: boolean;
  active: Place | null;
  /** Puts the keyboard back on the grid, at a place if one is given. */
  goTo: (place?: Place) => void;
};

/** Which cell is being written, and what becomes of it. */
export function useEditing({ type, fields, records, mayWrite, active, goTo }: Options) {
  const [editing, setEditing] = useState<Editing>();
  const [refusal, setRefusal] = useState<Refusal>();
  const cells = useCellEdits(type);
  const typed = useRef<Typed>({ text: "" });
  // What is shown when an answer comes, not when the question went.
  const now = useRef({ editing, active });
  useLayoutEffect(() => {
    now.current = { editing, active };
  });

  function begin(place: Place, text = "") {
    const record = records[place.row];
    if (!record || !mayWrite) return;
    const field = fields[place.column - 1];
    const reason = refusalOf(type, record, field);
    setRefusal(reason === undefined ? undefined : { place, reason });
    if (reason !== undefined) return;
    typed.current = { text };
    setEditing({ place, record, field });
  }

  function columnOf(field: RecordField | undefined): string {
    return field?.name ?? nameColumn;
  }

  async function save(changes: MyChange[], after: After) {
    if (!editing) return;
    const { place, record, field } = editing;
    setEditing(undefined);
    const next = after === "next" || after === "previous" ? neighbour(place, after) : undefined;
    if (after !== "elsewhere") goTo(next ?? place);
    if (next) begin(next);
    const fault = await cells.save(record, columnOf(field), changes);
    if (fault === undefined) return;
    const isHere = now.current.active?.row === place.row && now.current.active.column === place.column;
    if (isHere && !now.current.editing && after === "stay") return setEditing(editing);
    const labels = fieldsAt(type, field).map((one) => one.label);
    toast.failed({ title: `${labels.join(", ")} of ${nameOf(record)} was not saved`, detail: fault });
  }

  /** The next cell that can be written, in reading order. */
  function neighbour(from: Place, after: "next" | "previous"): Place | undefined {
    const columns = fields.length + 1;
    const step = after === "next" ? 1 : -1;
    const start = from.row * columns + from.column;
    for (let at = start + step; at >= 0 && Math.abs(at - start) < 3 * columns; at += step) {
      const place = { row: Math.floor(at / columns), column: at % columns };
      const record = records[place.row];
      if (record && place.column > 0 && refusalOf(type, record, fields[place.column - 1]) === undefined) return place;
    }
    return undefined;
  }

  const unsaved = editing && cells.edits.get(editing.record.id)?.get(columnOf(editing.field));
  return {
    editing,
    /** What the open editor had typed into it before. */
    unsaved,
    refusal,
    edits: cells.edits,
    begin,
    save: (changes: MyChange[], after: After) => void save(changes, after),
    giveUp() {
      if (editing && unsaved?.fault !== undefined) cells.drop(editing.record.id, columnOf(editing.field));
      setEditing(undefined);
      goTo();
    },
    /** Keys pressed while the editor's code is still on its way. */
    typeAhead(key: string) {
      const { text, end } = typed.current;
      if (end === undefined) typed.current = key.length === 1 ? { text: text + key } : { text, end: key };
    },
    takeTyped() {
      const before = typed.current;
      typed.current = { text: "" };
      return before;
    },
    forgetRefusal: () => setRefusal(undefined),
  };
}
