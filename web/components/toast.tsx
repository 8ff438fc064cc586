import { lazy, Suspense, useSyncExternalStore } from "react";

export type Note = {
  title: string;
  detail?: string;
  action?: { label: string; run: () => void };
  /** Stays until somebody answers it. */
  lasting?: boolean;
};
export type Toast = { kind: "success" | "error"; note: Note };

const ToastRegion = lazy(() => import("./toast-region.tsx").then((module) => ({ default: module.ToastRegion })));

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
