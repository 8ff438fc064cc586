import { useState } from "react";
import { useMe } from "./session.ts";

/** What somebody has settled on the way in, kept in the browser for each organization. */
type FirstRun = { startedEmpty?: boolean; hidden?: boolean; visited?: string[] };

const keyOf = (organizationId: string) => `nextcrm.first-run.${organizationId}`;

function read(key: string): FirstRun {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "{}") as FirstRun;
  } catch {
    return {};
  }
}

/** The state of the first steps, and how to change it. Without storage it lasts as long as the page. */
export function useFirstRun() {
  const { currentOrganization } = useMe();
  const key = keyOf(currentOrganization?.id ?? "");
  const [state, setState] = useState(() => read(key));
  function change(changes: FirstRun) {
    const next = { ...state, ...changes };
    setState(next);
    try {
      localStorage.setItem(key, JSON.stringify(next));
    } catch {
      // It is asked again another time.
    }
  }
  return { ...state, change };
}
