import { useQuery } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import { meQuery } from "../app/session.ts";
import { WaysOut } from "../app/ways-out.tsx";
import { formatDay } from "../records/format.ts";
import { EntryCard } from "./entry-card.tsx";
import { SuspendedBilling } from "./suspended-billing.tsx";

/** For whom the organization is suspended: why, and what is left to do. */
export function SuspendedPage() {
  const { data: me, isPending } = useQuery(meQuery);
  if (isPending) return null;
  const organization = me?.currentOrganization;
  if (!me || !organization?.suspended) return <Navigate to="/" search={{}} replace />;
  const { reason, since } = organization.suspended;
  return (
    <EntryCard
      title={`${organization.name} is suspended`}
      intro={`The operator of this installation has suspended work here${since ? ` on ${formatDay(since)}` : ""}. Everything stays as it is, and is available again when the suspension ends.`}
    >
      {reason && (
        <blockquote className="mb-5 border-l-2 border-line-strong pl-3 text-sm text-pretty wrap-anywhere">
          {reason}
        </blockquote>
      )}
      {me.permissions.includes("billing.manage") && me.address.allowed && <SuspendedBilling />}
      <WaysOut me={me} onTryAgain={() => window.location.assign("/")} />
    </EntryCard>
  );
}
