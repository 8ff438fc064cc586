import { lazy, Suspense, useState } from "react";
import type { DialogProps } from "./dialog-popup.tsx";

const load = () => import("./dialog-popup.tsx");
const DialogPopup = lazy(() => load().then((parts) => ({ default: parts.DialogPopup })));
const SheetPopup = lazy(() => load().then((parts) => ({ default: parts.SheetPopup })));

/** A dialog in the middle of the screen; on a phone it rises from the bottom. Its code comes when it first opens. */
export function Dialog(props: DialogProps) {
  return <Suspense>{useWanted(props.open) && <DialogPopup {...props} />}</Suspense>;
}

/** A panel from the right for longer forms; on a phone it fills the screen. */
export function Sheet(props: DialogProps) {
  return <Suspense>{useWanted(props.open) && <SheetPopup {...props} />}</Suspense>;
}

/** Whether it is or was open: what closes stays, so that it can close smoothly. */
function useWanted(open: boolean): boolean {
  const [wanted, setWanted] = useState(open);
  if (open && !wanted) setWanted(true);
  return wanted || open;
}
