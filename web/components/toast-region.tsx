import { Toast } from "@base-ui/react/toast";
import { CircleAlert, CircleCheck, X } from "lucide-react";
import { useEffect } from "react";
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
        <Toast.Viewport className="fixed right-3 bottom-20 left-3 z-70 flex flex-col gap-2 outline-none sm:right-5 sm:bottom-5 sm:left-auto sm:w-88">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function show({ kind, note: { title, detail, action } }: Waiting) {
  const id = manager.add({
    title,
    description: detail,
    type: kind,
    timeout: kind === "error" ? 12_000 : 6000,
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

function ToastList() {
  const { toasts } = Toast.useToastManager();
  return toasts.map((item) => (
    <Toast.Root
      key={item.id}
      toast={item}
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
          <Toast.Action className="rounded px-1.5 text-sm font-medium text-accent-text hover:bg-hover" />
        )}
        <Toast.Close render={<IconButton label="Dismiss" size="icon-sm" className="-m-1 size-6" />}>
          <X aria-hidden />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}
