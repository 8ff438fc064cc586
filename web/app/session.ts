import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { call, openFor, refuseOther } from "../api/client.ts";
import type { Permission } from "../../src/access/permissions.ts";
import type { Me } from "../api/contract.ts";
import { ApiProblem } from "../api/problem.ts";
import { forgetDrafts } from "../records/drafts.ts";
import { adoptPreferences } from "./preferences.ts";
import { inBrowser } from "./remembered.ts";

const hintKey = "nextcrm.known";

/**
 * Whether this browser was signed in when last asked, and for the audit log alone: a guess that saves questions, never
 * a permission. before-app.ts reads it, too.
 */
const hint = {
  isSet: () => Boolean(inBrowser.read(hintKey)),
  set: (known: "" | "1" | "log") => inBrowser.keep(hintKey, known),
};

export function forgetSession() {
  hint.set("");
  forgetDrafts();
}

/** Who is signed in; null for nobody. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  staleTime: 60_000,
  queryFn: async ({ signal, client }): Promise<Me | null> => {
    const wasIn = Boolean(client.getQueryData(["me"]));
    // Asking who nobody is would be an error in the browser's console, on the first page that people see.
    if (!wasIn && !hint.isSet() && !(await call("GET /api/auth/get-session", { signal }))) return null;
    try {
      const me = await call("GET /api/me", { signal });
      const who = `${me.user.id} ${me.currentOrganization?.id ?? ""}`;
      if (wasIn) refuseOther(who, "GET /api/me");
      else openFor(who);
      hint.set(!me.currentOrganization || me.mustEnrol || me.permissions.includes("records.read") ? "1" : "log");
      adoptPreferences(me.preferences);
      return me;
    } catch (failure) {
      if (failure instanceof ApiProblem && failure.status === 401) {
        hint.set("");
        // A page that is open stays as it is, with what was typed into it, until somebody signs in again.
        if (!wasIn) return null;
      }
      throw failure;
    }
  },
});

export const setupQuery = queryOptions({
  queryKey: ["setup"],
  staleTime: 60_000,
  queryFn: ({ signal }) => call("GET /api/setup", { signal }),
});

/** The signed-in person, on pages that only a signed-in person reaches. */
export function useMe(): Me {
  const { data } = useSuspenseQuery(meQuery);
  if (!data) throw new ApiProblem(401, { title: "Sign in first" });
  return data;
}

/** Whether the caller may do something in the current organization; controls that would be refused are not shown. */
export function useCan(): (permission: Permission) => boolean {
  const { permissions } = useMe();
  return (permission) => permissions.includes(permission);
}
