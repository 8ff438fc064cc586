import { useState } from "react";
import { inBrowser } from "./remembered.ts";
import { useMe } from "./session.ts";

/** What somebody has settled on the way in, kept in the browser for each organization. */
type FirstRun = { startedEmpty?: boolean; hidden?: boolean; visited?: string[] };

const keyOf = (organizationId: string) => `nextcrm.first-run.${organizationId}`;

/** The state of the first steps, and how to change it. Without storage it lasts as long as the page. */
export function useFirstRun() {
  const { currentOrganization } = useMe();
  const key = keyOf(currentOrganization?.id ?? "");
  const [state, setState] = useState(() => (inBrowser.readJson(key) ?? {}) as FirstRun);
  function change(changes: FirstRun) {
    const next = { ...state, ...changes };
    setState(next);
    inBrowser.keepJson(key, next);
  }
  return { ...state, change };
}
