import { Lock } from "lucide-react";
import { useMe } from "../app/session.ts";
import { Notice } from "../components/states.tsx";

/** Stands where somebody may not import: for their role, or because the organization is going to be deleted. */
export function MayNotImport() {
  const { currentOrganization } = useMe();
  return (
    <Notice icon={Lock} title="You may not import">
      {currentOrganization?.deleteScheduledAt
        ? "Nothing can be added to an organization that will be deleted."
        : "Your role can read records but not add them. An administrator of your organization can change that."}
    </Notice>
  );
}
