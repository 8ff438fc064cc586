import { useQueryClient, type QueryKey } from "@tanstack/react-query";
import { type RefObject, useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useIsOnline } from "../app/connection.ts";
import { insert, lastPlaceOf, type LogPages, type Position, type Told, unknownOf, watchLog } from "./live-tail.ts";
import type { LogState } from "./log-state.ts";

/** More than this is not gathered: whoever wants to see it loads the log anew. */
export const mostGathered = 200;
const nothing: Pick<Told, "logs" | "names"> = { logs: [], names: {} };

type Tailed = {
  state: LogState;
  queryKey: QueryKey;
  data: LogPages | undefined;
  scroller: RefObject<HTMLElement | null>;
};

/**
 * New events of what is shown. Live, and as long as the reader is at the top with nothing opened, they are put in;
 * otherwise they wait and are counted. Nobody asks while the page is hidden or there is no connection.
 */
export function useLiveTail({ state, queryKey, data, scroller }: Tailed) {
  const client = useQueryClient();
  const [gathered, setGathered] = useState(nothing);
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const [isVisible, isOnline] = [useIsVisible(), useIsOnline()];
  const mayAsk = isVisible && isOnline && data !== undefined;
  const key = JSON.stringify(queryKey);
  const position = useRef<Position & { key: string }>({ key, next: undefined });
  const waiting = useRef(gathered);

  const show = useCallback(
    (told: Pick<Told, "logs" | "names">) => {
      setFresh(new Set(told.logs.map(({ id }) => id)));
      insert(client, JSON.parse(key) as QueryKey, told);
      waiting.current = nothing;
      setGathered(nothing);
    },
    [client, key],
  );
  const isReading = useCallback(() => {
    const list = scroller.current;
    return !list || list.scrollTop > 8 || list.querySelector("details[data-event-line][open]") !== null;
  }, [scroller]);
  const { live } = state;

  useEffect(() => {
    if (position.current.key !== key) {
      position.current = { key, next: undefined };
      waiting.current = nothing;
      setGathered(nothing);
    }
    if (!mayAsk) return;
    const watching = new AbortController();
    const [, query] = JSON.parse(key) as [string, LogState["query"]];
    const tell = (told: Told) => {
      const logs = [...told.logs.toReversed(), ...waiting.current.logs].slice(0, mostGathered);
      waiting.current = { logs, names: { ...waiting.current.names, ...told.names } };
      if (live && !isReading() && logs.length < mostGathered) show(waiting.current);
      else setGathered(waiting.current);
    };
    void watchLog(query, position.current, {
      live,
      shown: lastPlaceOf(client.getQueryData(JSON.parse(key) as QueryKey)),
      signal: watching.signal,
      tell,
    });
    return () => watching.abort();
  }, [client, key, live, mayAsk, isReading, show]);

  const count = unknownOf(gathered.logs, data).length;
  return {
    count,
    fresh,
    /** Puts in what waits, or loads anew where it is too much. */
    showAll: () => {
      scroller.current?.scrollTo({ top: 0 });
      if (count < mostGathered) return show(waiting.current);
      waiting.current = nothing;
      setGathered(nothing);
      void client.resetQueries({ queryKey });
    },
    /** The reader came back to the top. */
    onScroll: () => {
      if (live && count > 0 && count < mostGathered && !isReading()) show(waiting.current);
    },
  };
}

function useIsVisible(): boolean {
  return useSyncExternalStore(
    (listener) => {
      document.addEventListener("visibilitychange", listener);
      return () => document.removeEventListener("visibilitychange", listener);
    },
    () => document.visibilityState === "visible",
  );
}
