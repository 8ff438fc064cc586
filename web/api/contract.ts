import type { z } from "zod";
import type { Permission, Role } from "../../src/access/permissions.ts";
import type { LogEntry } from "../../src/audit/query.ts";
import type { ImportDetails } from "../../src/crm/import/answer.ts";
import type { ImportPreview as Preview } from "../../src/crm/import/preview.ts";
import type { TimelineItem } from "../../src/crm/timeline.ts";
import type { ListAnswer, RecordType, StoredRecord } from "../records/model.ts";

/** What the app calls, keyed as the server declares it. Records' routes stand once for all types, as `{plural}`. */
export interface Contract
  extends SessionContract, OrganizationContract, RecordContract, WorkContract, SettingsContract, ImportContract {}
export type Route = keyof Contract;

export type { Role };
export type User = { id: string; name: string; email: string; emailVerified?: boolean };
export type Membership = { id: string; name: string; role: Role; plan?: string };
export type Me = {
  user: User;
  organizations: Membership[];
  currentOrganization: { id: string; name: string; defaultCurrency?: string } | null;
  role: Role | null;
  permissions: Permission[];
  operator: boolean;
};
export type Session = {
  id: string;
  device: string;
  userAgent: string | null;
  address: string | null;
  createdAt: string;
  lastSeenAt: string;
  current: boolean;
};

interface SessionContract {
  "GET /api/me": { output: Me };
  "GET /api/auth/get-session": { output: unknown };
  "GET /api/setup": { output: { needed: boolean; signUp?: "invite" | "open" } };
  "POST /api/setup": {
    body: { token: string; name: string; email: string; password: string; organization: string };
    output: unknown;
  };
  "POST /api/auth/sign-in/email": { body: { email: string; password: string; rememberMe?: boolean }; output: unknown };
  "POST /api/auth/sign-up/email": {
    body: { name: string; email: string; password: string; invitationToken?: string };
    output: unknown;
  };
  "POST /api/auth/sign-out": { body: Record<string, never>; output: unknown };
  "POST /api/auth/request-password-reset": { body: { email: string; redirectTo: string }; output: unknown };
  "POST /api/auth/reset-password": { body: { newPassword: string; token: string }; output: unknown };
  "POST /api/auth/change-password": {
    body: { currentPassword: string; newPassword: string; revokeOtherSessions: boolean };
    output: unknown;
  };
  "PATCH /api/me": { body: { name: string }; output: User };
  "GET /api/sessions": { output: { data: Session[] } };
  "DELETE /api/sessions/{id}": { params: { id: string }; output: undefined };
  "DELETE /api/sessions": { output: undefined };
}

export type Organization = {
  id: string;
  name: string;
  defaultCurrency?: string;
  timeZone?: string;
  plan?: string;
  createdAt?: string;
};
/** A member; `id` is the membership's, `userId` the person's. */
export type Member = { id: string; userId: string; name: string; email: string; role: Role; createdAt?: string };
export type Invitation = {
  id: string;
  email: string;
  role: Role;
  expiresAt?: string;
  createdAt?: string;
  url?: string;
};
export type InvitationOffer = { email: string; organizationName: string; role: Role; accountExists: boolean };
export type ApiKey = {
  id: string;
  name: string;
  role: Role;
  prefix?: string;
  expiresAt?: string | null;
  lastUsedAt?: string | null;
  createdAt?: string;
  createdBy?: { name: string };
};
export type Stage = {
  id: string;
  name: string;
  position: number;
  probability: number | string;
  outcome: "open" | "won" | "lost";
};
export type Pipeline = { id: string; name: string; stages: Stage[] };
export type { LogEntry as AuditEntry };

interface OrganizationContract {
  "POST /api/organizations": { body: { name: string }; output: Organization };
  "POST /api/organizations/{id}/switch": { params: { id: string }; output: unknown };
  "GET /api/organization": { output: Organization };
  "PATCH /api/organization": { body: Partial<Organization>; output: Organization };
  "GET /api/organization/members": { output: { data: Member[] } };
  "PATCH /api/organization/members/{id}": { params: { id: string }; body: { role: Role }; output: unknown };
  "DELETE /api/organization/members/{id}": { params: { id: string }; output: undefined };
  "GET /api/organization/invitations": { output: { data: Invitation[] } };
  "POST /api/organization/invitations": { body: { email: string; role: Role }; output: Invitation };
  "DELETE /api/organization/invitations/{id}": { params: { id: string }; output: undefined };
  "GET /api/invitations/{token}": { params: { token: string }; output: InvitationOffer };
  "POST /api/invitations/{token}/accept": { params: { token: string }; output: unknown };
  "GET /api/organization/api-keys": { output: { data: ApiKey[] } };
  "POST /api/organization/api-keys": {
    body: { name: string; role: Role; expiresAt?: string };
    output: ApiKey & { key: string };
  };
  "DELETE /api/organization/api-keys/{id}": { params: { id: string }; output: undefined };
  "GET /api/pipelines": { output: { data: Pipeline[] } };
  "GET /api/organization/audit-logs": {
    query: Record<string, string | number | undefined>;
    output: {
      logs: LogEntry[];
      nextCursor: string | null;
      pagination?: { totalCount?: number; hasNext?: boolean };
    };
  };
}

export type BoardStage = Pick<Stage, "id" | "name"> & { outcome: string };
export type BoardColumnData = {
  stage: BoardStage;
  count: number;
  totals: { currency: string | null; amount: string }[];
  cards: StoredRecord[];
};

type ById = { plural: string; id: string };
export type { TimelineItem };

interface RecordContract {
  "GET /api/record-types": { output: { types: RecordType[] } };
  "GET /api/{plural}": {
    params: { plural: string };
    query: Record<string, string | number | undefined>;
    output: ListAnswer;
  };
  "POST /api/{plural}": { params: { plural: string }; body: Record<string, unknown>; output: StoredRecord };
  "GET /api/{plural}/{id}": { params: ById; query: { trash?: "include" }; output: StoredRecord };
  "PATCH /api/{plural}/{id}": { params: ById; body: Record<string, unknown>; output: StoredRecord };
  "DELETE /api/{plural}/{id}": { params: ById; query: { permanent?: "true" }; output: undefined };
  "POST /api/{plural}/{id}/restore": { params: ById; output: unknown };
  "POST /api/{plural}/bulk": {
    params: { plural: string };
    body: { ids: string[]; action: "update" | "trash" | "restore"; values?: Record<string, unknown> };
    output: unknown;
  };
  "GET /api/{plural}/{id}/timeline": {
    params: ById;
    query: { cursor?: string; limit?: number };
    output: { data: TimelineItem[]; nextCursor?: string | null };
  };
  "GET /api/opportunities/board": {
    query: { pipelineId: string; limit: string };
    output: { stages: BoardColumnData[] };
  };
  "POST /api/opportunities/{id}/move": {
    params: { id: string };
    body: { stageId: string; afterId?: string | null };
    output: StoredRecord;
  };
  "POST /api/opportunities/{id}/win": { params: { id: string }; body: Record<string, unknown>; output: StoredRecord };
  "POST /api/opportunities/{id}/lose": { params: { id: string }; body: { lostReason?: string }; output: StoredRecord };
  "POST /api/opportunities/{id}/reopen": {
    params: { id: string };
    body: Record<string, unknown>;
    output: StoredRecord;
  };
  "POST /api/leads/{id}/convert": {
    params: { id: string };
    body: Record<string, unknown>;
    output: Record<string, { id: string } | null>;
  };
  "POST /api/invoices/{id}/issue": { params: { id: string }; body: Record<string, unknown>; output: StoredRecord };
}

export type DocumentVersion = {
  fileVersion: number;
  filename: string | null;
  mediaType: string | null;
  size: number;
  sha256: string;
  createdAt: string;
  createdBy: string | null;
};
export type TaskColumn = {
  id: string | null;
  name: string | null;
  count: number;
  tasks: StoredRecord[];
  nextCursor: string | null;
};
type OneById = { id: string };

/** What only some types of record can do. */
interface WorkContract {
  "POST /api/invoices/{id}/send": { params: OneById; output: StoredRecord };
  "POST /api/invoices/{id}/cancel": { params: OneById; output: StoredRecord };
  "POST /api/invoices/{id}/payments": {
    params: OneById;
    body: { amount: string; paidOn?: string; method?: string; reference?: string };
    output: StoredRecord;
  };
  "DELETE /api/invoices/{id}/payments/{paymentId}": {
    params: OneById & { paymentId: string };
    output: StoredRecord;
  };
  "GET /api/documents/{id}/versions": { params: OneById; output: { data: DocumentVersion[] } };
  "GET /api/projects/{id}/board": {
    params: OneById;
    query: { limit?: string };
    output: { sections: TaskColumn[] };
  };
  "PUT /api/projects/{id}/sections": {
    params: OneById;
    body: { sections: { id?: string; name: string }[] };
    output: unknown;
  };
  "POST /api/tasks/{id}/move": {
    params: OneById;
    body: { sectionId: string | null; beforeId?: string; afterId?: string };
    output: StoredRecord;
  };
  "POST /api/{plural}/{id}/comments": { params: ById; body: { body: string }; output: unknown };
  "DELETE /api/{plural}/{id}/comments/{commentId}": { params: ById & { commentId: string }; output: undefined };
}

export type NewStage = { name: string; probability: string; outcome: Stage["outcome"] };
export type CustomField = {
  id: string;
  recordType: string;
  name: string;
  label: string;
  kind: string;
  required: boolean;
  personal: boolean;
  choices: string[];
  position: number;
};

interface SettingsContract {
  "POST /api/pipelines": { body: { name: string }; output: Pipeline };
  "PATCH /api/pipelines/{id}": { params: OneById; body: { name: string }; output: Pipeline };
  "DELETE /api/pipelines/{id}": { params: OneById; query: { moveTo?: string }; output: undefined };
  "POST /api/pipelines/{id}/stages": { params: OneById; body: NewStage; output: Pipeline };
  "PUT /api/pipelines/{id}/stages": { params: OneById; body: { stageIds: string[] }; output: Pipeline };
  "PATCH /api/stages/{id}": { params: OneById; body: Partial<NewStage>; output: Pipeline };
  "DELETE /api/stages/{id}": { params: OneById; query: { moveTo?: string }; output: undefined };
  "GET /api/custom-fields": { query: { recordType?: string }; output: { data: CustomField[] } };
  "POST /api/custom-fields": {
    body: Pick<CustomField, "recordType" | "label" | "kind" | "required" | "personal" | "choices">;
    output: CustomField;
  };
  "PATCH /api/custom-fields/{id}": {
    params: OneById;
    body: Partial<Pick<CustomField, "label" | "required" | "personal" | "choices" | "position">>;
    output: CustomField;
  };
  "DELETE /api/custom-fields/{id}": { params: OneById; output: undefined };
  "GET /api/organization/sample-data": { output: { records: number } };
  "POST /api/organization/sample-data": { output: { created: Record<string, number> } };
  "DELETE /api/organization/sample-data": { output: { removed: number; kept: { type: string; reason: string }[] } };
}

export type ImportPreview = z.output<typeof Preview>;
export type ImportColumn = ImportPreview["columns"][number];
export type ImportRun = z.output<typeof ImportDetails>;

interface ImportContract {
  "POST /api/{plural}/import/preview": { params: { plural: string }; body: Blob; output: ImportPreview };
  "POST /api/{plural}/import": {
    params: { plural: string };
    query: Record<string, string | undefined>;
    body: Blob;
    output: { id: string; status: string };
  };
  "GET /api/imports/{id}": { params: { id: string }; output: ImportRun };
  "POST /api/imports/{id}/undo": { params: { id: string }; output: unknown };
}
