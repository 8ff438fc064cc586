import { Archives } from "./archives.tsx";
import { LegalHolds } from "./legal-holds.tsx";
import { Retention } from "./retention.tsx";

/** How long the audit log keeps what, and what must stay. */
export function AuditLogSettings() {
  return (
    <>
      <Retention />
      <LegalHolds />
      <Archives />
    </>
  );
}
