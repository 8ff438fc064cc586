import type { Endpoint } from "../api/endpoint.ts";
import { commentEndpoints } from "../crm/comment-endpoints.ts";
import { documentEndpoints } from "../crm/document-endpoints.ts";
import { exportEndpoints } from "../crm/export-csv.ts";
import { importEndpoints, importIntoEndpoints } from "../crm/import/endpoints.ts";
import { invoiceEndpoints } from "../crm/invoice-endpoints.ts";
import { leadEndpoints } from "../crm/lead-endpoints.ts";
import { opportunityEndpoints } from "../crm/opportunity-endpoints.ts";
import { pipelineEndpoints } from "../crm/pipeline-endpoints.ts";
import { projectEndpoints } from "../crm/project-endpoints.ts";
import { recordEndpoints } from "../crm/record-endpoints.ts";
import { typeEndpoints } from "../crm/type-endpoints.ts";
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
];

/** The endpoints whose types the client takes from their declarations. */
export const typedEndpoints = [
  ...crmEndpoints,
  ...typeEndpoints,
  ...auditEndpoints,
  ...limitEndpoints,
  ...healthEndpoints,
];

/** Every endpoint there is. The routes, the OpenAPI document, the client and the tests that walk them derive from it. */
export const endpoints: readonly Endpoint[] = [
  ...exportEndpoints,
  ...importIntoEndpoints,
  ...typedEndpoints,
  ...recordEndpoints,
];
