import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from "react";

export type Note = {
  title: string;
  detail?: string;
  action?: { label: string; run: () => void };
  /** Stays until somebody answers it. */
  lasting?: boolean;
};
export type Toast = { kind: "success" | "error"; note: Note };

// Without a connection its code may never come, and that is just what has to be told.
const ToastRegion = lazy(() =>
  import("./toast-region.tsx").then(
    (module) => ({ default: module.ToastRegion }),
    () => ({ default: PlainToast }),
  ),
);

let waiting: readonly Toast[] = [];
let wanted = false;
const listeners = new Set<() => void>();

function show(kind: Toast["kind"], note: Note) {
  waiting = [...waiting, { kind, note }];
  wanted = true;
  for (const listener of listeners) listener();
}

/** Tells what happened, from anywhere; `action` is usually the way back. */
export const toast = {
  done: (note: Note) => show("success", note),
  failed: (note: Note) => show("error", note),
};

export function onToast(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What is still to be shown; whoever takes it shows it. */
export function takeToasts(): readonly Toast[] {
  const taken = waiting;
  waiting = [];
  return taken;
}

/** Where toasts appear. Its code comes with the first of them. */
export function Toasts() {
  const isWanted = useSyncExternalStore(onToast, () => wanted);
  return (
    isWanted && (
      <Suspense>
        <ToastRegion />
      </Suspense>
    )
  );
}

/** The newest toast without the comforts of the others. */
function PlainToast() {
  const [shown, setShown] = useState<Toast>();
  useEffect(() => {
    const showNewest = () => setShown((before) => takeToasts().at(-1) ?? before);
    showNewest();
    return onToast(showNewest);
  }, []);
  const close = () => setShown(undefined);
  const { title, detail, action } = shown?.note ?? {};
  return (
    <div role="status" className="fixed right-3 bottom-20 left-3 z-70 sm:left-auto sm:w-88">
      {shown && (
        <div className="popup flex items-start gap-2 p-3 text-sm">
          <p className="min-w-0 flex-1">
            <span className="font-medium">{title}</span> {detail}
          </p>
          {action && (
            <button type="button" className="font-medium text-accent-text" onClick={() => (close(), action.run())}>
              {action.label}
            </button>
          )}
          <button type="button" className="text-ink-muted" onClick={close}>
            Dismiss
          </button>
        </div>
      )}
    </div>
  );
}
