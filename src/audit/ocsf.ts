import type { LogEntry } from "./query.ts";
import { ocsfActivityOf, ocsfCategories, ocsfClasses, wordsOf } from "./ocsf-activity.ts";
import type { OcsfClass } from "./ocsf-activity.ts";
import { originOfLog } from "./seal.ts";

/** The version of the Open Cybersecurity Schema Framework (https://schema.ocsf.io) whose events these are. */
export const ocsfVersion = "1.8.0";

type Members = Record<string, unknown>;

/** An event as OCSF has it: what every class requires, beside what its own class and the event itself bring. */
export interface OcsfEvent {
  category_uid: number;
  category_name: string;
  class_uid: number;
  class_name: string;
  activity_id: number;
  activity_name: string;
  /** class_uid × 100 + activity_id. */
  type_uid: number;
  type_name: string;
  severity_id: number;
  severity: string;
  status_id: number;
  status: string;
  /** Milliseconds since 1970. */
  time: number;
  message: string;
  metadata: Members;
  /** What OCSF has no place for, under our own names. */
  unmapped: Members;
  [attribute: string]: unknown;
}

/** An event of an organization's log as an OCSF event. Values that were erased are absent, as in the log. */
export function ocsfOf(entry: LogEntry, organizationId: string): OcsfEvent {
  const activity = ocsfActivityOf(entry);
  const { uid, name, activities } = ocsfClasses[activity.class];
  const activityName = activity.name ?? (activities as Record<number, string>)[activity.id]!;
  const category = Math.floor(uid / 1000);
  const { repeated, since } = entry.context as { repeated?: number; since?: string };
  return {
    category_uid: category,
    category_name: ocsfCategories[category]!,
    class_uid: uid,
    class_name: name,
    activity_id: activity.id,
    activity_name: activityName,
    type_uid: uid * 100 + activity.id,
    type_name: `${name}: ${activityName}`,
    ...severityOf(entry),
    ...statusOf(entry),
    time: Date.parse(entry.createdAt),
    ...(since !== undefined && { start_time: Date.parse(since) }),
    ...(repeated !== undefined && { count: repeated }),
    message: `${wordsOf(entry.action)}: ${entry.resource}${entry.resourceName === null ? "" : ` ${entry.resourceName}`}`,
    metadata: metadataOf(entry, organizationId),
    actor: actorOf(entry),
    src_endpoint: sourceOf(entry),
    ...requestOf(entry),
    ...ofClass[activity.class](entry, organizationId),
    unmapped: unmappedOf(entry),
  };
}

/** Acts after which data has left, or others have more power, stand out a little; refusals more. */
const notable = new Set(["EXPORT", "VERIFY", "ERASE", "ROLE_CHANGE", "SETTINGS_CHANGE"]);

function severityOf({ outcome, action }: LogEntry) {
  if (outcome === "denied") return { severity_id: 3, severity: "Medium" };
  if (outcome === "failure" || notable.has(action)) return { severity_id: 2, severity: "Low" };
  return { severity_id: 1, severity: "Informational" };
}

function statusOf({ outcome, reason }: LogEntry) {
  const isSuccess = outcome === "success";
  return {
    status_id: isSuccess ? 1 : 2,
    status: isSuccess ? "Success" : "Failure",
    ...(!isSuccess && { status_code: outcome }),
    ...(reason !== null && { status_detail: reason }),
  };
}

function metadataOf({ id, sequence, action, context }: LogEntry, organizationId: string): Members {
  return {
    version: ocsfVersion,
    product: { name: "NextCRM", vendor_name: "NextCRM" },
    uid: id,
    ...(sequence !== null && { sequence }),
    event_code: action,
    log_name: originOfLog(organizationId),
    tenant_uid: organizationId,
    ...(isRequest(context) && { correlation_uid: context.requestId }),
  };
}

/** Work that no request started says "-" for its request. */
function isRequest(context: Members): boolean {
  return typeof context.requestId === "string" && context.requestId !== "-";
}

const managers = new Set(["owner", "admin", "operator"]);

function actorOf({ user, actor }: LogEntry): Members {
  if (user === null && actor.method === "command_line")
    return {
      app_name: "NextCRM command line",
      ...(typeof actor.name === "string" && { user: { name: actor.name, type_id: 3, type: "System" } }),
    };
  if (user === null) return { app_name: actor.type === "system" ? "NextCRM" : "unknown" };
  const isAdmin = managers.has(actor.role as string);
  return {
    user: {
      uid: user.id,
      ...(user.name !== null && { name: user.name }),
      ...(user.email !== null && { email_addr: user.email }),
      ...(actor.keyId !== undefined && { credential_uid: actor.keyId }),
      ...(actor.type === "key"
        ? { type_id: 4, type: "Service" }
        : { type_id: isAdmin ? 2 : 1, type: isAdmin ? "Admin" : "User" }),
    },
    ...(actor.sessionId !== undefined && { session: { uid: actor.sessionId } }),
  };
}

/** Every class of ours has the attribute, and it must not be empty. */
function sourceOf({ ipAddress, actor }: LogEntry): Members {
  if (ipAddress !== null) return { ip: ipAddress };
  return { name: actor.type === "system" ? "NextCRM" : "unknown" };
}

const httpMethods = new Set(["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"]);

function requestOf({ context, userAgent }: LogEntry): Members {
  if (!isRequest(context)) return {};
  return {
    http_request: {
      uid: context.requestId,
      ...(httpMethods.has(context.method as string) && { http_method: context.method }),
      ...(userAgent !== null && { user_agent: userAgent }),
    },
  };
}

const ofClass: Record<OcsfClass, (entry: LogEntry, organizationId: string) => Members> = {
  account: (entry) => ({ user: subjectOf(entry) }),
  authentication: (entry) => ({
    user: signedInOf(entry),
    service: { name: "NextCRM" },
    ...(entry.actor.sessionId !== undefined && { session: { uid: entry.actor.sessionId } }),
    is_remote: true,
  }),
  entity: ({ resource, resourceId, resourceName }) => ({
    entity: { ...idAndName(resourceId, resourceName ?? (resourceId === null ? resource : null)), type: resource },
  }),
  access: (entry) => ({ user: subjectOf(entry), privileges: privilegesOf(entry) }),
  group: (entry, organizationId) => ({
    group: { uid: organizationId, type: "organization" },
    user: subjectOf(entry),
  }),
  api: (entry) => ({
    api: { operation: (entry.context.route as string | undefined) ?? entry.action },
    resources: [resourceOf(entry)],
  }),
  datastore: ({ resource }) => ({ type_id: 3, type: "Table", table: { name: resource } }),
};

function idAndName(id: string | null, name: string | null): Members {
  return { ...(id !== null && { uid: id }), ...(name !== null && { name }) };
}

function resourceOf({ resource, resourceId, resourceName }: LogEntry): Members {
  return { type: resource, ...idAndName(resourceId, resourceName) };
}

/** The person whom an act is about; who acts, where the event names nobody else. */
function subjectOf({ resourceId, resourceName, user }: LogEntry): Members {
  const about = idAndName(resourceId, resourceName);
  return resourceId === null && resourceName === null ? idAndName(user?.id ?? null, user?.name ?? "unknown") : about;
}

function signedInOf({ user }: LogEntry): Members {
  if (user === null) return { name: "unknown" };
  return { ...idAndName(user.id, user.name), ...(user.email !== null && { email_addr: user.email }) };
}

/** What somebody may do from now on: the role, or the names of what was switched on. */
function privilegesOf({ changes }: LogEntry): string[] {
  const given = Object.entries(changes ?? {}).map(([name, { to }]) => (typeof to === "string" ? to : name));
  return given.length > 0 ? given : ["unknown"];
}

function unmappedOf({ action, class: family, outcome, resource, resourceId, ...entry }: LogEntry): Members {
  const { requestId: _, repeated: __, since: ___, ...context } = entry.context;
  return {
    action,
    class: family,
    outcome,
    resource,
    ...(resourceId !== null && { resource_id: resourceId }),
    ...(entry.resourceName !== null && { resource_name: entry.resourceName }),
    ...(entry.changes !== null && { changes: entry.changes }),
    ...(entry.targets.length > 0 && { targets: entry.targets }),
    actor: entry.actor,
    context,
  };
}
