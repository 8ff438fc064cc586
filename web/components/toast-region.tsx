import { Toast } from "@base-ui/react/toast";
import { CircleAlert, CircleCheck, X } from "lucide-react";
import { useEffect } from "react";
import { useShortcuts } from "../app/shortcuts.ts";
import { IconButton } from "./button.tsx";
import { onToast, takeToasts, type Toast as Waiting } from "./toast.tsx";

const manager = Toast.createToastManager();

export function ToastRegion() {
  useEffect(() => {
    const showAll = () => takeToasts().forEach(show);
    showAll();
    return onToast(showAll);
  }, []);
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      <Toast.Portal>
        <Toast.Viewport className="fixed right-3 bottom-[calc(4.25rem+env(safe-area-inset-bottom))] left-3 z-70 flex flex-col gap-2 outline-none print:hidden sm:left-auto sm:w-88 lg:right-5 lg:bottom-5">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function show({ kind, note: { title, detail, action, lasting } }: Waiting) {
  const id = manager.add({
    title,
    description: detail,
    type: kind,
    timeout: lasting ? 0 : kind === "error" ? 12_000 : 6000,
    // A toast of high priority hides its button from screen readers until it is focused.
    priority: "low",
    ...(action && {
      actionProps: {
        children: action.label,
        onClick: () => {
          manager.close(id);
          action.run();
        },
      },
    }),
  });
}

/** Ctrl/Cmd-Z takes back what the newest toast offers to take back; in a text it is the text's own. */
function useUndoKey(toasts: ReturnType<typeof Toast.useToastManager>["toasts"]) {
  const newest = toasts.find(({ actionProps, transitionStatus }) => {
    return actionProps?.children === "Undo" && transitionStatus !== "ending";
  });
  const undo = ({ target }: KeyboardEvent) => {
    const isWriting = target instanceof HTMLElement && target.matches("input:not([type=checkbox]), textarea, select");
    if (isWriting || !newest) return false;
    (newest.actionProps?.onClick as (() => void) | undefined)?.();
    return true;
  };
  useShortcuts(newest ? [{ keys: "mod+z", label: "Undo", group: "Anywhere", run: undo }] : []);
}

function ToastList() {
  const { toasts } = Toast.useToastManager();
  useUndoKey(toasts);
  return toasts.map((item) => (
    <Toast.Root
      key={item.id}
      toast={item}
      role="status"
      aria-modal={undefined}
      swipeDirection={["right", "down"]}
      className="popup translate-x-[var(--toast-swipe-movement-x)] translate-y-[var(--toast-swipe-movement-y)] data-limited:hidden"
    >
      <Toast.Content className="flex items-start gap-2.5 p-3">
        {item.type === "error" ? (
          <CircleAlert className="mt-0.5 size-4 shrink-0 text-danger" aria-hidden />
        ) : (
          <CircleCheck className="mt-0.5 size-4 shrink-0 text-success" aria-hidden />
        )}
        <div className="min-w-0 flex-1">
          <Toast.Title className="text-sm font-medium" />
          <Toast.Description className="mt-0.5 text-sm wrap-anywhere text-ink-muted" />
        </div>
        {item.actionProps && (
          <Toast.Action className="rounded px-1.5 text-sm font-medium text-accent-text hover:bg-hover pointer-coarse:-my-2 pointer-coarse:min-h-9" />
        )}
        {/* The library's own is hidden from screen readers, though it can be focused. */}
        <IconButton label="Dismiss" size="icon-sm" className="-m-1 size-6" onClick={() => manager.close(item.id)}>
          <X aria-hidden />
        </IconButton>
      </Toast.Content>
    </Toast.Root>
  ));
}
