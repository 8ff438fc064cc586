const verbs: Record<string, string> = {
  CREATE: "created",
  UPDATE: "changed",
  DELETE: "deleted",
  RESTORE: "restored",
  VIEW: "looked at",
  EXPORT: "exported",
  IMPORT: "imported",
  LOGIN: "signed in",
  LOGOUT: "signed out",
  INVITE: "invited",
  REMOVE: "removed",
  ROLE_CHANGE: "changed the role of",
  SETTINGS_CHANGE: "changed settings of",
  SUBSCRIPTION_CHANGE: "changed the subscription of",
  PAYMENT: "recorded a payment for",
  ERASE: "erased personal data of",
  DENIED: "was refused",
};
export const actions = Object.keys(verbs);

/** An action as the verb of a sentence. */
export function verbOf(action: string): string {
  return verbs[action] ?? action.toLowerCase().replaceAll("_", " ");
}

export function labelOfAction(action: string): string {
  const words = action.toLowerCase().replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
