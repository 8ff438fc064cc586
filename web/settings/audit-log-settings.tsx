import { LegalHolds } from "./legal-holds.tsx";

/** How long the audit log keeps what. */
export function AuditLogSettings() {
  return <LegalHolds />;
}
