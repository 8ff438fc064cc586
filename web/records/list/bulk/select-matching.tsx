import { useRef, useState } from "react";
import { Button } from "../../../components/button.tsx";
import { tell } from "../../changes.ts";
import type { RecordType } from "../../model.ts";
import { useListState } from "../list-state.ts";
import { idsOfList, mostSelected } from "./run-bulk.ts";

type SelectMatchingProps = {
  type: RecordType;
  selected: ReadonlySet<string>;
  loaded: number;
  total: { count: number; isCapped: boolean } | undefined;
  onSelect: (ids: ReadonlySet<string>) => void;
};

/** When all that are loaded are ticked: ticks those too that are not. */
export function SelectMatching({ type, selected, loaded, total, onSelect }: SelectMatchingProps) {
  const { query } = useListState();
  const [found, setFound] = useState<number>();
  const stop = useRef<AbortController>(undefined);
  async function select() {
    stop.current = new AbortController();
    setFound(0);
    try {
      onSelect(new Set(await idsOfList(type.plural, query, stop.current.signal, setFound)));
    } catch (failure) {
      if (!stop.current.signal.aborted) tell(failure);
    } finally {
      setFound(undefined);
    }
  }
  if (found !== undefined) {
    return (
      <span className="flex items-center text-sm whitespace-nowrap text-ink-muted tabular-nums" role="status">
        Found {found.toLocaleString()}…
        <Button look="quiet" onClick={() => stop.current?.abort()}>
          Stop
        </Button>
      </span>
    );
  }
  const isMore = total !== undefined && (total.isCapped || total.count > loaded);
  if (!isMore || selected.size < loaded || selected.size >= Math.min(total.count, mostSelected)) return null;
  const all = total.isCapped || total.count > mostSelected;
  return (
    <Button look="quiet" className="text-accent-text" onClick={() => void select()}>
      Select {all ? "the first" : "all"} {Math.min(total.count, mostSelected).toLocaleString()}
    </Button>
  );
}
