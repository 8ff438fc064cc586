import type { Api } from "../../src/http/client-types.ts";
import type { SignInRoutes } from "./sign-in-routes.ts";

/** What the app calls, as the server's endpoints declare it. Routes of all record types stand once, as `{plural}`. */
export interface Contract extends Api, SignInRoutes {}
export type Route = keyof Contract;
export type Answer<R extends Route> = Contract[R]["answer"];
type Listed<R extends Route> = Answer<R> extends { data: (infer One)[] } ? One : never;

// Parts of answers that have a name on the screen.
export type { Role } from "../../src/access/permissions.ts";
export type Me = Answer<"GET /api/me">;
export type Session = Listed<"GET /api/sessions">;
export type TrustedBrowser = Answer<"GET /api/me/two-factor">["trustedBrowsers"][number];
export type Organization = Answer<"GET /api/organization">;
/** A member; `id` is the membership's, `userId` the person's. */
export type Member = Listed<"GET /api/organization/members">;
export type FormerMember = Listed<"GET /api/organization/former-members">;
export type LegalHold = Answer<"GET /api/organization/legal-holds/{id}">;
export type Retention = Answer<"GET /api/organization/audit-retention">;
export type PlanState = Answer<"GET /api/organization/plan">;
export type Billing = Answer<"GET /api/organization/billing">;
export type DeletionState = Answer<"GET /api/organization/delete">;
export type Invitation = Listed<"GET /api/organization/invitations">;
export type InvitationOffer = Answer<"GET /api/invitations/{token}">;
export type LinkedExport = Answer<"GET /api/audit-exports/{token}">;
export type AuditStream = Answer<"GET /api/organization/audit-streams/{id}">;
export type ApiKey = Listed<"GET /api/organization/api-keys">;
export type OrganizationUsage = Answer<"GET /api/organization/usage">;
export type PolicyLeft = Answer<"GET /api/rate-limit">["policies"][number];
export type AlertRule = Answer<"GET /api/admin/alerts">["rules"][number];
export type RaisedAlert = Answer<"GET /api/admin/alerts">["open"][number];
export type BrowserReport = Answer<"GET /api/admin/reports">["reports"][number];
export type InstallationSettings = Answer<"GET /api/admin/settings">;
export type InstallationSetting = InstallationSettings["settings"][number];
export type OperatedUser = Answer<"GET /api/admin/users">["users"][number];
export type BillingDifferences = Answer<"GET /api/admin/billing-differences">;
export type BillingDifference = BillingDifferences["data"][number];
export type JobQueue = Answer<"GET /api/admin/jobs">["queues"][number];
export type FailedJob = Answer<"GET /api/admin/jobs">["failed"][number];
export type OperatedOrganization = Answer<"GET /api/admin/organizations">["organizations"][number];
export type Dashboard = Answer<"GET /api/admin/dashboard">;
export type OperatorKey = Answer<"GET /api/admin/keys">["keys"][number];
export type RecordedError = Answer<"GET /api/admin/errors">["errors"][number];
export type RecordedErrorDetails = Answer<"GET /api/admin/errors/{fingerprint}">;
export type Networks = Answer<"GET /api/organization/networks">;
export type Pipeline = Listed<"GET /api/pipelines">;
export type Stage = Pipeline["stages"][number];
export type CustomField = Listed<"GET /api/custom-fields">;
export type AuditEntry = Answer<"GET /api/organization/audit-logs">["logs"][number];
export type BoardColumnData = Answer<"GET /api/opportunities/board">["stages"][number];
export type BoardStage = BoardColumnData["stage"];
export type TaskColumn = Answer<"GET /api/projects/{id}/board">["sections"][number];
export type TimelineItem = Listed<"GET /api/{plural}/{id}/timeline">;
export type DocumentVersion = Listed<"GET /api/documents/{id}/versions">;
export type ImportPreview = Answer<"POST /api/{plural}/import/preview">;
export type ImportColumn = ImportPreview["columns"][number];
export type PastImport = Listed<"GET /api/imports">;
export type ImportRun = Answer<"GET /api/imports/{id}">;
