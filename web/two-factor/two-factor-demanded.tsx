import { Dialog } from "@base-ui/react/dialog";
import { buttonClass } from "../components/button.tsx";
import { useMe } from "../app/session.ts";

/** Covers a page whose organization has begun to require a second factor that its reader lacks. */
export function TwoFactorDemanded() {
  const { currentOrganization } = useMe();
  const next = window.location.pathname + window.location.search;
  return (
    <Dialog.Root open>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-60 bg-canvas" />
        <Dialog.Popup className="fixed inset-x-4 top-[18vh] z-60 mx-auto max-w-sm rounded-xl border border-line bg-surface p-6 shadow-popup outline-none">
          <Dialog.Title className="text-xl font-semibold">Two-factor authentication is required now</Dialog.Title>
          <Dialog.Description className="mt-1 mb-5 text-sm text-pretty text-ink-muted">
            {currentOrganization?.name} requires it of everybody. What you did last was not saved.
          </Dialog.Description>
          <a href={`/two-factor?${new URLSearchParams({ next })}`} className={buttonClass({ look: "primary" })}>
            Set it up
          </a>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
