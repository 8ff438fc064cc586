import { operatorKeyEndpoints } from "./key-endpoints.ts";
import { operatorOrganizationEndpoints } from "./organization-endpoints.ts";
import { visitEndpoints } from "./visit-endpoints.ts";

export const operatorEndpoints = [...operatorKeyEndpoints, ...operatorOrganizationEndpoints, ...visitEndpoints];
