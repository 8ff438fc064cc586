import type { AuditEntry } from "../api/contract.ts";
import { formatDecimal } from "../records/format.ts";

type ActionWords = { label: string; verb: string };

const words: Record<string, ActionWords> = {
  CREATE: { label: "Created", verb: "created" },
  UPDATE: { label: "Changed", verb: "changed" },
  DELETE: { label: "Deleted", verb: "deleted" },
  RESTORE: { label: "Restored", verb: "restored" },
  VIEW: { label: "Viewed", verb: "looked at" },
  VERIFY: { label: "Verified the log", verb: "verified" },
  EXPORT: { label: "Exported", verb: "exported" },
  IMPORT: { label: "Imported", verb: "imported" },
  LOGIN: { label: "Signed in", verb: "signed in" },
  LOGOUT: { label: "Signed out", verb: "signed out" },
  INVITE: { label: "Invited", verb: "invited" },
  REMOVE: { label: "Removed", verb: "removed" },
  ROLE_CHANGE: { label: "Changed a role", verb: "changed the role of" },
  SETTINGS_CHANGE: { label: "Changed settings", verb: "changed settings of" },
  SUBSCRIPTION_CHANGE: { label: "Changed the subscription", verb: "changed the subscription of" },
  PAYMENT: { label: "Recorded a payment", verb: "recorded a payment for" },
  ERASE: { label: "Erased personal data", verb: "erased personal data of" },
  PRUNE: { label: "Pruned the log", verb: "pruned" },
  DENIED: { label: "Was refused", verb: "was refused" },
};
export const actions = Object.entries(words).map(([value, { label }]) => ({ value, label }));

export const outcomes = [
  { value: "success", label: "Succeeded" },
  { value: "failure", label: "Failed" },
  { value: "denied", label: "Was refused" },
];

/** Things that the log tells of and that are no records. */
export const otherResources = [
  "user",
  "session",
  "two_factor",
  "trusted_browser",
  "challenge",
  "member",
  "invitation",
  "api_key",
  "organization",
  "network_list",
  "pipeline",
  "stage",
  "custom_field",
  "saved_view",
  "import",
  "sample_data",
  "data_export",
  "record_retention",
  "person_request",
  "person_export",
  "audit_log",
  "audit_export",
  "audit_export_link",
  "audit_retention",
  "audit_archive",
  "audit_stream",
  "legal_hold",
].map((value) => ({ value, label: nameOfThing(value) }));

/** `api_key` as people say it. */
export function nameOfThing(resource: string): string {
  if (resource === "api_key") return "API key";
  if (resource === "two_factor") return "Two-factor authentication";
  if (resource === "person_request") return "Privacy request";
  if (resource === "person_export") return "Copy of a person’s data";
  const plain = resource.replaceAll("_", " ");
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** The name of a field in the code as words, where no declaration tells its label: `timeZone` as "Time zone". */
export function nameOfMember(member: string): string {
  const plain = member
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ")
    .toLowerCase();
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

export function labelOfOutcome(outcome: string): string {
  return outcomes.find(({ value }) => value === outcome)?.label ?? outcome;
}

/** An action by itself: "Changed settings". */
export function labelOfAction(action: string): string {
  return words[action]?.label ?? nameOfThing(action.toLowerCase());
}

/** An action as the verb of a sentence. */
export function verbOf(action: string): string {
  return words[action]?.verb ?? action.toLowerCase().replaceAll("_", " ");
}

/** Who did something, as the beginning of a sentence. */
export function whoOf({ user, actor }: AuditEntry): string {
  if (user) {
    const name = user.name ?? user.email ?? "Erased person";
    return actor["type"] === "operator" ? `${name} (operator)` : name;
  }
  if (actor["type"] === "anonymous") return "Somebody";
  if (actor["method"] === "command_line") return "Command line";
  return typeof actor["name"] === "string" ? actor["name"] : "NextCRM";
}

/** Of an act by the command line: the account of the operating system, and the machine. */
export function runByOf({ actor }: AuditEntry): string | undefined {
  return actor["method"] === "command_line" && typeof actor["name"] === "string" ? actor["name"] : undefined;
}

/** Whether that is what the server calls somebody who was erased. */
export function isErased(name: string): boolean {
  return /^Erased (contact|lead|person)$/.test(name);
}

/** What somebody did, as the middle of a sentence: "changed an account". The thing's name follows it. */
export function sentenceOf(entry: AuditEntry, thing: string): string {
  const { action, outcome, resourceId } = entry;
  if (entry.resource === "operator_visit" && action !== "DENIED")
    return action === "LOGIN" ? "began a visit to" : "ended the visit to";
  if (action === "LOGIN" && entry.context["again"]) return "confirmed who they are";
  if (action === "LOGIN") return outcome === "success" ? "signed in" : "failed to sign in";
  if (action === "LOGOUT") return "signed out";
  if (action === "DENIED") return `was refused ${deniedWhat(entry, thing)}`;
  if (action === "VIEW" && !resourceId) return `looked at ${listOf(entry.resource, thing)}`;
  return ownSentence(entry, thing) ?? `${verbOf(action)} ${articled(thing)}`;
}

/** Where "did it to a thing" would say the wrong thing: what names no record, or many at once. */
function ownSentence(
  { action, resource, resourceId, context, changes, user, reason }: AuditEntry,
  thing: string,
): string | undefined {
  const verb = verbOf(action);
  const count = (name: string) => Number(context[name] ?? 0);
  if (action === "INVITE") return "invited";
  if (action === "CREATE" && resource === "member") return resourceId === user?.id ? "joined" : "added to the members";
  // Both come long before the end, and an owner may still change their mind.
  if (resource === "organization" && context["deletion"])
    return `${action === "DELETE" ? "scheduled" : "cancelled"} the deletion of`;
  if (action === "SETTINGS_CHANGE" && resource === "organization" && changes?.["status"])
    return changes["status"].to === "suspended" ? "suspended" : "ended the suspension of";
  if (action === "SETTINGS_CHANGE" && resource === "record_retention") return "changed the rules of retention";
  if (action === "SETTINGS_CHANGE" && resource === "audit_stream") return streamChanged(changes, context);
  if (action === "PRUNE" && resource === "record_retention") return "removed old records by a rule of retention";
  if (action === "PRUNE") return `removed ${formatDecimal(prunedEvents(context))} old events`;
  if (action === "VERIFY" && resource === "audit_log")
    return `verified the audit log, reading all of its ${formatDecimal(count("events"))} events`;
  if (action === "EXPORT" && resource === "audit_log")
    return context["search"] ? "searched the audit log and its archives" : "exported the audit log";
  if (action === "EXPORT" && resource === "audit_export") return exportedHow(context);
  if (action === "EXPORT" && resource === "organization") return "asked for a complete export";
  if (action === "EXPORT" && resource === "data_export") return completeExport(context);
  if (action === "EXPORT" && resource === "person_request") return "asked for a copy of a person’s data";
  if (resource === "audit_export_link")
    return `${action === "CREATE" ? "made" : "ended"} a link to an export of the audit log`;
  if (resource === "network_list" && action === "SETTINGS_CHANGE")
    return "changed where the organization can be reached from";
  if (resource === "two_factor") return ofTwoFactor(action, changes, reason);
  if (resource === "challenge") return "gave the right password, and was asked for a code";
  if (resource === "trusted_browser")
    return action === "CREATE" ? "began to trust a browser" : "stopped trusting a browser";
  if (action === "CREATE" && resource === "legal_hold") return "began the legal hold";
  if (action === "UPDATE" && resource === "legal_hold" && changes?.["releasedAt"]) return "released the legal hold";
  if (action === "IMPORT" && resource === "sample_data") return "loaded sample data";
  if (action === "DELETE" && resource === "sample_data") return "removed the sample data";
  if (action === "IMPORT" && context["undo"]) return "took back an import";
  if (action === "IMPORT" && resource === "import")
    return `${context["dryRun"] ? "rehearsed importing" : "imported"} ${formatDecimal(count("created") + count("updated"))} records from`;
  if (context["bulk"]) {
    const all = count("changed") + count("unchanged") + count("failed");
    return `${verb} ${formatDecimal(count("changed"))} of ${formatDecimal(all)} ${thing} records at once`;
  }
  return undefined;
}

/** A stream begins, changes, and ends by the same action. */
function streamChanged(changes: AuditEntry["changes"], context: AuditEntry["context"]): string {
  if (context["deleted"]) return "deleted the audit stream";
  const url = changes?.["url"];
  return url && (url.from ?? null) === null ? "began the audit stream" : "changed the audit stream";
}

function ofTwoFactor(action: string, changes: AuditEntry["changes"], reason: AuditEntry["reason"]): string {
  if (reason === "reset") return "took away the second factor of";
  if (action === "CREATE") return "turned on two-factor authentication";
  if (action === "DELETE") return "turned off two-factor authentication";
  return changes?.["recoveryCodesLeft"] ? "used a recovery code" : "made new recovery codes";
}

function prunedEvents(context: AuditEntry["context"]): number {
  return Number((context["prune"] as { events?: number } | undefined)?.events ?? 0);
}

/** Of an export there are the request, its end, and each download. */
function exportedHow(context: AuditEntry["context"]): string {
  if (context["link"]) return "downloaded, by its link, an export of the audit log";
  if (context["status"] === "failed") return "could not finish an export of the audit log";
  if (context["status"]) return "finished an export of the audit log";
  return `${context["method"] === "POST" ? "asked for" : "downloaded"} an export of the audit log`;
}

/** It is asked for as an export of the organization; this is its end, and each download. */
function completeExport({ status }: AuditEntry["context"]): string {
  if (status === "failed") return "could not finish a complete export";
  return `${status ? "finished" : "downloaded"} a complete export`;
}

function deniedWhat({ context, reason }: AuditEntry, thing: string): string {
  if (reason === "legal hold") return `${tried(context["route"])} ${articled(thing)} under a legal hold`;
  return context["method"] && context["method"] !== "GET"
    ? `changing ${articled(thing)}`
    : `looking at ${articled(thing)}`;
}

/** What a hold keeps from being done. */
function tried(route: unknown): string {
  return String(route).endsWith("/erase") ? "erasing" : "deleting";
}

function listOf(resource: string, thing: string): string {
  return resource === "audit_log" ? "the audit log" : `a list of ${thing} records`;
}

function articled(thing: string): string {
  return `${/^(?!user)[aeiou]/i.test(thing) ? "an" : "a"} ${thing}`;
}
