import type { Endpoint } from "../api/endpoint.ts";
import { bulkEndpoints } from "../crm/bulk-endpoints.ts";
import { commentEndpoints } from "../crm/comment-endpoints.ts";
import { customFieldEndpoints } from "../crm/custom-field-endpoints.ts";
import { documentEndpoints } from "../crm/document-endpoints.ts";
import { exportEndpoints } from "../crm/export-csv.ts";
import { importEndpoints, importIntoEndpoints } from "../crm/import/endpoints.ts";
import { invoiceEndpoints } from "../crm/invoice-endpoints.ts";
import { leadEndpoints } from "../crm/lead-endpoints.ts";
import { opportunityEndpoints } from "../crm/opportunity-endpoints.ts";
import { pipelineEndpoints } from "../crm/pipeline-endpoints.ts";
import { projectEndpoints } from "../crm/project-endpoints.ts";
import { recordEndpoints } from "../crm/record-endpoints.ts";
import { savedViewEndpoints } from "../crm/saved-view-endpoints.ts";
import { typeEndpoints } from "../crm/type-endpoints.ts";
import { identityEndpoints } from "../identity/endpoints.ts";
import { auditEndpoints } from "../observability/audit-endpoints.ts";
import { healthEndpoints } from "../observability/health-endpoints.ts";
import { limitEndpoints } from "../observability/limit-endpoints.ts";

/** Before the records' own, since `/api/opportunities/board` is no id. */
const crmEndpoints = [
  ...opportunityEndpoints,
  ...pipelineEndpoints,
  ...invoiceEndpoints,
  ...documentEndpoints,
  ...importEndpoints,
  ...leadEndpoints,
  ...projectEndpoints,
];

/** The endpoints whose types the client takes from their declarations. */
export const typedEndpoints = [
  ...identityEndpoints,
  ...crmEndpoints,
  ...typeEndpoints,
  ...auditEndpoints,
  ...limitEndpoints,
  ...healthEndpoints,
];

/** Every endpoint there is. The routes, the OpenAPI document, the client and the tests that walk them derive from it. */
export const endpoints: readonly Endpoint[] = [
  ...exportEndpoints,
  ...commentEndpoints,
  ...importIntoEndpoints,
  ...typedEndpoints,
  ...recordEndpoints,
];
