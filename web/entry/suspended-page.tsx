import { useQuery } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import { signOut } from "../app/account-menu.tsx";
import { useSwitchOrganization } from "../app/organization-switcher.tsx";
import { meQuery } from "../app/session.ts";
import { Avatar } from "../components/avatar.tsx";
import { Button } from "../components/button.tsx";
import { tell } from "../records/changes.ts";
import { formatDay } from "../records/format.ts";
import { EntryCard } from "./entry-card.tsx";

/** For whom the organization is suspended: why, and what is left to do. */
export function SuspendedPage() {
  const { data: me, isPending } = useQuery(meQuery);
  const switchTo = useSwitchOrganization();
  if (isPending) return null;
  const organization = me?.currentOrganization;
  if (!organization?.suspended) return <Navigate to="/" search={{}} replace />;
  const { reason, since } = organization.suspended;
  const others = me!.organizations.filter(({ id }) => id !== organization.id);
  return (
    <EntryCard
      title={`${organization.name} is suspended`}
      intro={`Whoever runs this installation has stopped work here${since ? ` on ${formatDay(since)}` : ""}. Everything stays as it is, and comes back when the suspension ends.`}
    >
      {reason && (
        <blockquote className="mb-5 border-l-2 border-line-strong pl-3 text-sm text-pretty wrap-anywhere">
          {reason}
        </blockquote>
      )}
      <div className="flex flex-col gap-3">
        <Button look="primary" size="lg" onClick={() => window.location.assign("/")}>
          Try again
        </Button>
        {others.map(({ id, name }) => (
          <Button key={id} className="w-full" onClick={() => void switchTo(id).catch(tell)}>
            <Avatar name={name} shape="thing" />
            Go to {name}
          </Button>
        ))}
        <Button look="quiet" className="w-full" onClick={() => void signOut().catch(tell)}>
          Sign out
        </Button>
      </div>
    </EntryCard>
  );
}
