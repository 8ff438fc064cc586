import { Dialog } from "@base-ui/react/dialog";
import { useQueryClient } from "@tanstack/react-query";
import { call } from "../api/client.ts";
import { Button } from "../components/button.tsx";
import { tell } from "../records/changes.ts";
import { useMe } from "./session.ts";

/** Covers a page that another tab has taken the session from, so that nothing is written into the wrong organization. */
export function SessionMoved({ onBack }: { onBack: () => void }) {
  const { user, currentOrganization } = useMe();
  const goBack = useGoBack();
  return (
    <Dialog.Root open>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-60 bg-canvas" />
        <Dialog.Popup className="fixed inset-x-4 top-[18vh] z-60 mx-auto max-w-sm rounded-xl border border-line bg-surface p-6 shadow-popup outline-none">
          <Dialog.Title className="text-xl font-semibold">You went on in another tab</Dialog.Title>
          <Dialog.Description className="mt-1 mb-5 text-sm text-pretty text-ink-muted">
            There you chose another organization, or somebody else signed in. This page belongs to {user.name} in{" "}
            {currentOrganization?.name}. Nothing was changed.
          </Dialog.Description>
          <Button look="primary" className="w-full" onClick={() => void goBack().then(onBack).catch(tell)}>
            Back to {currentOrganization?.name}
          </Button>
          <Button look="quiet" className="mt-3 w-full" onClick={() => window.location.assign("/")}>
            Go on as in the other tab
          </Button>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Makes the page's organization the current one again, where it is still the same person who asks. */
function useGoBack() {
  const queryClient = useQueryClient();
  const { user, currentOrganization } = useMe();
  return async () => {
    const now = await call("GET /api/me");
    if (now.user.id !== user.id || !currentOrganization) return window.location.assign("/");
    await call("POST /api/organizations/{id}/switch", { params: { id: currentOrganization.id } });
    await queryClient.invalidateQueries();
  };
}
