import { useRef } from "react";

/** Runs what it is given one after the other, in the order in which it was given, whether or not those before failed. */
export function useInTurn() {
  const last = useRef<Promise<unknown>>(undefined);
  return <T>(run: () => Promise<T>): Promise<T> => {
    const before = last.current;
    const mine = (async () => {
      await before;
      return run();
    })();
    last.current = mine.catch(() => undefined);
    return mine;
  };
}
