import { useState } from "react";

/** A yes or no that this browser keeps under a name. */
export function useRemembered(name: string): [boolean, (value: boolean) => void] {
  const key = `nextcrm.${name}`;
  const [value, setValue] = useState(() => read(key));
  function set(next: boolean) {
    setValue(next);
    try {
      localStorage.setItem(key, next ? "1" : "");
    } catch {
      // Without storage it holds until the page is left.
    }
  }
  return [value, set];
}

function read(key: string): boolean {
  try {
    return localStorage.getItem(key) === "1";
  } catch {
    return false;
  }
}
