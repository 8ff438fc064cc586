import { call } from "../api/client.ts";
import { signOut } from "../app/account-menu.tsx";
import { useMe } from "../app/session.ts";
import { Button } from "../components/button.tsx";
import { useEnter } from "../entry/enter.ts";
import { tell } from "../records/changes.ts";

/** For whoever does not want to set it up now: their other organizations, or out. */
export function WayOut() {
  const { organizations, currentOrganization } = useMe();
  const enter = useEnter();
  async function go(id: string) {
    await call("POST /api/organizations/{id}/switch", { params: { id } });
    await enter();
  }
  return (
    <div className="flex flex-wrap justify-center gap-2">
      {organizations
        .filter(({ id }) => id !== currentOrganization?.id)
        .map(({ id, name }) => (
          <Button key={id} look="quiet" onClick={() => void go(id).catch(tell)}>
            Go to {name}
          </Button>
        ))}
      <Button look="quiet" onClick={() => void signOut().catch(tell)}>
        Sign out
      </Button>
    </div>
  );
}
