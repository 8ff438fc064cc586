import { call } from "../api/client.ts";
import { tell } from "../records/changes.ts";
import { useMe } from "./session.ts";
import { WaysOut } from "./ways-out.tsx";

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

/** What is left to do here. */
export function OutsideActions({ onInside }: { onInside: () => void }) {
  const tryAgain = async () => {
    if ((await call("GET /api/me")).address.allowed) onInside();
  };
  return <WaysOut me={useMe()} onTryAgain={() => void tryAgain().catch(tell)} />;
}
