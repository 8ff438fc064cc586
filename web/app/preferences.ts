import { call } from "../api/client.ts";
import type { Me } from "../api/contract.ts";
import { queryClient } from "./query-client.ts";
import { type Preferences, readAs, readerPreferences } from "./reader.ts";
import { setTheme } from "./theme.ts";

/** Takes over what the server has of the person, from whichever browser it was chosen in. */
export function adoptPreferences(preferences: Preferences) {
  readAs(preferences);
  setTheme(preferences.theme);
}

/** Shows a choice at once and keeps it for every browser; takes it back, and rejects, when the server refuses. */
export async function changePreferences(changes: Partial<Preferences>): Promise<Preferences> {
  const before = readerPreferences();
  // An answer that is on its way still tells of the old choice.
  await queryClient.cancelQueries({ queryKey: ["me"] });
  show({ ...before, ...changes });
  try {
    const { preferences } = await call("PATCH /api/me", { body: { preferences: changes } });
    show(preferences);
    return preferences;
  } catch (failure) {
    show(before);
    throw failure;
  }
}

function show(preferences: Preferences) {
  adoptPreferences(preferences);
  queryClient.setQueryData<Me | null>(["me"], (me) => me && { ...me, preferences });
}
