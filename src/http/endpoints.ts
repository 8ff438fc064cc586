import type { Endpoint } from "../api/endpoint.ts";
import { differenceEndpoints } from "../billing/difference-endpoints.ts";
import { billingEndpoints } from "../billing/billing-endpoints.ts";
import { webhookEndpoints } from "../billing/webhook-endpoint.ts";
import { planEndpoints } from "../billing/plan-endpoints.ts";
import { crmEndpoints, everyTypeEndpoints } from "../crm/endpoints.ts";
import { identityEndpoints } from "../identity/endpoints.ts";
import { alertEndpoints } from "../observability/alerts/endpoints.ts";
import { auditEndpoints } from "../observability/audit-endpoints.ts";
import { browserReportEndpoints } from "../observability/browser-reports/endpoints.ts";
import { dashboardEndpoints } from "../observability/dashboard/endpoints.ts";
import { recordedErrorEndpoints } from "../observability/errors/endpoints.ts";
import { operatorLogEndpoints } from "../observability/operator-log-endpoints.ts";
import { exportEndpoints } from "../observability/exports/endpoints.ts";
import { exportLinkEndpoints } from "../observability/exports/link-endpoints.ts";
import { proofEndpoints } from "../observability/proof-endpoints.ts";
import { metricsEndpoints } from "../observability/metrics-endpoints.ts";
import { healthEndpoints } from "../observability/health/endpoints.ts";
import { legalHoldEndpoints } from "../observability/legal-hold-endpoints.ts";
import { operatorEndpoints } from "../operator/endpoints.ts";
import { dataExportEndpoints } from "../privacy/export/endpoints.ts";
import { personRequestEndpoints } from "../privacy/persons/endpoints.ts";
import { recordRetentionEndpoints } from "../privacy/retention/endpoints.ts";
import { retentionEndpoints } from "../observability/retention/endpoints.ts";
import { limitEndpoints } from "../observability/limit-endpoints.ts";
import { usageEndpoints } from "../observability/usage-endpoints.ts";
import { deletionEndpoints } from "../privacy/deletion/endpoints.ts";
import { searchEndpoints } from "../observability/search-endpoints.ts";
import { streamEndpoints } from "../observability/streams/endpoints.ts";

const declared = [
  ...identityEndpoints,
  ...planEndpoints,
  ...billingEndpoints,
  ...webhookEndpoints,
  ...differenceEndpoints,
  ...crmEndpoints,
  ...alertEndpoints,
  ...dashboardEndpoints,
  ...auditEndpoints,
  ...proofEndpoints,
  ...searchEndpoints,
  ...legalHoldEndpoints,
  ...retentionEndpoints,
  ...exportEndpoints,
  ...dataExportEndpoints,
  ...exportLinkEndpoints,
  ...streamEndpoints,
  ...limitEndpoints,
  ...usageEndpoints,
  ...browserReportEndpoints,
  ...recordedErrorEndpoints,
  ...operatorLogEndpoints,
  ...deletionEndpoints,
  ...operatorEndpoints,
  ...personRequestEndpoints,
  ...recordRetentionEndpoints,
  ...healthEndpoints,
  ...metricsEndpoints,
  ...everyTypeEndpoints,
];

/** What the client's types derive from. */
export type DeclaredEndpoint = (typeof declared)[number];

/** Every endpoint there is. The routes, the OpenAPI document, the client and the tests that walk them derive from it. */
export const endpoints: readonly Endpoint[] = declared;
