import { call } from "../api/client.ts";
import { Avatar } from "../components/avatar.tsx";
import { Button } from "../components/button.tsx";
import { tell } from "../records/changes.ts";
import { signOut } from "./account-menu.tsx";
import { useSwitchOrganization } from "./organization-switcher.tsx";
import { useMe } from "./session.ts";

export const outsideTitle = "Not from here";

/** Why somebody is refused who comes from elsewhere. */
export function OutsideReason({ address }: { address: string | null }) {
  const { currentOrganization } = useMe();
  return (
    <>
      {currentOrganization?.name} can be reached from certain networks only
      {address ? `, and your address, ${address}, is in none of them` : ""}. Try again from there, such as from the
      office or through its VPN. An owner can add your network.
    </>
  );
}

/** What is left to do: try again, another organization, or leave. */
export function OutsideActions({ onInside }: { onInside: () => void }) {
  const { organizations, currentOrganization } = useMe();
  const switchTo = useSwitchOrganization();
  const others = organizations.filter(({ id }) => id !== currentOrganization?.id);
  const tryAgain = async () => {
    if ((await call("GET /api/me")).address.allowed) onInside();
  };
  return (
    <div className="flex flex-col gap-3">
      <Button look="primary" size="lg" onClick={() => void tryAgain().catch(tell)}>
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
