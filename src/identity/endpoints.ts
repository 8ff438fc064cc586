import { apiKeyEndpoints } from "./api-key-endpoints.ts";
import { invitationEndpoints } from "./invitation-endpoints.ts";
import { meEndpoints } from "./me-endpoints.ts";
import { memberEndpoints } from "./member-endpoints.ts";
import { networkEndpoints } from "./network-endpoints.ts";
import { organizationEndpoints } from "./organization-endpoints.ts";
import { sessionEndpoints } from "./session-endpoints.ts";
import { setupEndpoints } from "./setup-endpoints.ts";
import { twoFactorEndpoints } from "./two-factor/endpoints.ts";

export const identityEndpoints = [
  ...setupEndpoints,
  ...meEndpoints,
  ...sessionEndpoints,
  ...twoFactorEndpoints,
  ...organizationEndpoints,
  ...memberEndpoints,
  ...invitationEndpoints,
  ...apiKeyEndpoints,
  ...networkEndpoints,
];
