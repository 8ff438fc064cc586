import { jobEndpoints } from "./job-endpoints.ts";
import { operatorKeyEndpoints } from "./key-endpoints.ts";
import { operatorOrganizationEndpoints } from "./organization-endpoints.ts";
import { peopleEndpoints } from "./people-endpoints.ts";
import { installationEndpoints } from "./settings-endpoints.ts";
import { visitEndpoints } from "./visit-endpoints.ts";

export const operatorEndpoints = [
  ...operatorKeyEndpoints,
  ...operatorOrganizationEndpoints,
  ...visitEndpoints,
  ...peopleEndpoints,
  ...jobEndpoints,
  ...installationEndpoints,
];
