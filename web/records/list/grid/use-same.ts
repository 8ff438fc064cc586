import { useState } from "react";

/** The same list as long as its members are the same, so that what depends on it is not drawn anew. */
export function useSame<T>(list: readonly T[]): readonly T[] {
  const [kept, setKept] = useState(list);
  if (kept === list || (kept.length === list.length && kept.every((one, index) => one === list[index]))) return kept;
  setKept(list);
  return list;
}
