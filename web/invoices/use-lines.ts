import { useState } from "react";
import type { Line } from "./line-totals.ts";

export type KeyedLine = { id: string; line: Line };
type Removed = { at: number; line: Line };

let lastId = 0;
const newId = () => `line-${++lastId}`;

/** Lines with what a list of them needs: names that stay while they move, and the way back from a removal. */
export function useLines(lines: readonly Line[], onChange: (lines: Line[]) => void) {
  const [ids, setIds] = useState<readonly string[]>([]);
  const [removed, setRemoved] = useState<Removed>();
  const keyed: KeyedLine[] = lines.map((line, at) => ({ id: ids[at] ?? `given-${at}`, line }));

  function put(next: readonly KeyedLine[]) {
    setIds(next.map(({ id }) => id));
    onChange(next.map(({ line }) => line));
  }
  return {
    keyed,
    removed,
    change: (id: string, changes: Line) =>
      put(keyed.map((one) => (one.id === id ? { id, line: { ...one.line, ...changes } } : one))),
    /** Another of the same tax; answers its id. */
    add() {
      const id = newId();
      const taxRate = lines.at(-1)?.["taxRate"];
      setRemoved(undefined);
      put([...keyed, { id, line: { quantity: "1", ...(taxRate !== undefined && { taxRate }) } }]);
      return id;
    },
    remove(id: string) {
      const at = keyed.findIndex((one) => one.id === id);
      setRemoved(keyed[at] && { at, line: keyed[at].line });
      put(keyed.filter((one) => one.id !== id));
    },
    putBack() {
      if (removed) put(keyed.toSpliced(removed.at, 0, { id: newId(), line: removed.line }));
      setRemoved(undefined);
    },
    order: (order: string[]) => put(order.flatMap((id) => keyed.filter((one) => one.id === id))),
  };
}
