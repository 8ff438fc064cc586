import type { Me } from "../api/contract.ts";
import { Avatar } from "../components/avatar.tsx";
import { Button } from "../components/button.tsx";
import { tell } from "../records/changes.ts";
import { signOut } from "./account-menu.tsx";
import { useSwitchOrganization } from "./organization-switcher.tsx";

/** For whom the current organization is closed: try again, another organization, or leave. */
export function WaysOut({ me, onTryAgain }: { me: Me; onTryAgain: () => void }) {
  const switchTo = useSwitchOrganization();
  const others = me.organizations.filter(({ id }) => id !== me.currentOrganization?.id);
  return (
    <div className="flex flex-col gap-3">
      <Button look="primary" size="lg" onClick={onTryAgain}>
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
  );
}
