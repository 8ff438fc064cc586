import { bulkEndpoints } from "./bulk-endpoints.ts";
import { commentEndpoints } from "./comment-endpoints.ts";
import { customFieldEndpoints } from "./custom-field-endpoints.ts";
import { documentEndpoints } from "./document-endpoints.ts";
import { duplicateEndpoints } from "./duplicate-endpoints.ts";
import { exportEndpoints } from "./export-csv.ts";
import { erasureEndpoints } from "./erasure-endpoints.ts";
import { importEndpoints, importIntoEndpoints } from "./import/endpoints.ts";
import { invoiceEndpoints } from "./invoice-endpoints.ts";
import { leadEndpoints } from "./lead-endpoints.ts";
import { opportunityEndpoints } from "./opportunity-endpoints.ts";
import { pipelineEndpoints } from "./pipeline-endpoints.ts";
import { projectEndpoints } from "./project-endpoints.ts";
import { recordEndpoints } from "./record-endpoints.ts";
import { sampleEndpoints } from "./sample/sample-endpoints.ts";
import { savedViewEndpoints } from "./saved-view-endpoints.ts";
import { searchEndpoints } from "./search-endpoints.ts";
import { timelineEndpoints } from "./timeline-endpoints.ts";
import { typeEndpoints } from "./type-endpoints.ts";

/** What some types of record can do and others cannot, and what is about no single record. */
export const crmEndpoints = [
  ...opportunityEndpoints,
  ...pipelineEndpoints,
  ...invoiceEndpoints,
  ...documentEndpoints,
  ...importEndpoints,
  ...leadEndpoints,
  ...erasureEndpoints,
  ...projectEndpoints,
  ...customFieldEndpoints,
  ...savedViewEndpoints,
  ...searchEndpoints,
  ...sampleEndpoints,
  ...typeEndpoints,
];

/** What every type of record can do. */
export const everyTypeEndpoints = [
  ...exportEndpoints,
  ...importIntoEndpoints,
  ...bulkEndpoints,
  ...commentEndpoints,
  ...timelineEndpoints,
  ...duplicateEndpoints,
  // Last, since `/api/opportunities/board` is no id.
  ...recordEndpoints,
];
