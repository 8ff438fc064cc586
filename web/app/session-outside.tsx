import { Dialog } from "@base-ui/react/dialog";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { call } from "../api/client.ts";
import { OutsideActions, OutsideReason, outsideTitle } from "./outside.tsx";

/** Covers a page whose reader has gone to where the organization cannot be reached; it stays as it is meanwhile. */
export function SessionOutside({ onBack }: { onBack: () => void }) {
  const queryClient = useQueryClient();
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    const asking = new AbortController();
    call("GET /api/me", { signal: asking.signal }).then(
      ({ address: { ip } }) => setAddress(ip),
      () => undefined,
    );
    return () => asking.abort();
  }, []);
  return (
    <Dialog.Root open>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-60 bg-canvas" />
        <Dialog.Popup className="fixed inset-x-4 top-[18vh] z-60 mx-auto max-w-sm rounded-xl border border-line bg-surface p-6 shadow-popup outline-none">
          <Dialog.Title className="text-xl font-semibold">{outsideTitle}</Dialog.Title>
          <Dialog.Description className="mt-1 mb-5 text-sm text-pretty text-ink-muted">
            <OutsideReason address={address} />
          </Dialog.Description>
          <OutsideActions
            onInside={() => {
              void queryClient.invalidateQueries();
              onBack();
            }}
          />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
