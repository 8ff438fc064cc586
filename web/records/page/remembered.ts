import { useState } from "react";
import { inBrowser } from "../../app/remembered.ts";

/** A yes or no that this browser keeps under a name. */
export function useRemembered(name: string): [boolean, (value: boolean) => void] {
  const key = `nextcrm.${name}`;
  const [value, setValue] = useState(() => inBrowser.read(key) === "1");
  function set(next: boolean) {
    setValue(next);
    inBrowser.keep(key, next ? "1" : undefined);
  }
  return [value, set];
}
