import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { IconButton } from "./button.tsx";
import { cn } from "./class-names.ts";

export type DialogProps = {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  description?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
  className?: string;
  /** It is only read: nothing in it waits to be used first. */
  reads?: boolean;
};

const backdropClass =
  "fixed inset-0 z-30 bg-overlay transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0";

export function DialogPopup(props: DialogProps) {
  const { open, onClose, title, description, children, footer, className, reads } = props;
  const popup = useRef<HTMLDivElement>(null);
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={backdropClass} />
        <Base.Popup
          ref={popup}
          {...(reads && { initialFocus: popup })}
          className={cn(
            "fixed z-30 flex max-h-[92dvh] flex-col bg-raised shadow-popup outline-none transition-[opacity,translate,scale] duration-150 ease-out data-ending-style:opacity-0 data-starting-style:opacity-0",
            "inset-x-0 bottom-0 rounded-t-xl data-ending-style:translate-y-4 data-starting-style:translate-y-4",
            "sm:inset-auto sm:top-1/2 sm:left-1/2 sm:w-[28rem] sm:max-w-[calc(100vw-2rem)] sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-xl sm:border sm:border-line sm:data-ending-style:-translate-y-1/2 sm:data-ending-style:scale-98 sm:data-starting-style:-translate-y-1/2 sm:data-starting-style:scale-98",
            className,
          )}
        >
          <DialogBody title={title} description={description} footer={footer}>
            {children}
          </DialogBody>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

export function SheetPopup({ open, onClose, title, description, children, footer, className }: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={backdropClass} />
        <Base.Popup
          className={cn(
            "fixed inset-y-0 right-0 z-30 flex w-full flex-col bg-raised shadow-popup outline-none transition-[opacity,translate] duration-200 ease-out data-ending-style:translate-x-8 data-ending-style:opacity-0 data-starting-style:translate-x-8 data-starting-style:opacity-0",
            "sm:inset-y-2 sm:right-2 sm:w-[34rem] sm:max-w-[calc(100vw-1rem)] sm:rounded-xl sm:border sm:border-line",
            className,
          )}
        >
          <DialogBody title={title} description={description} footer={footer}>
            {children}
          </DialogBody>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

function DialogBody({ title, description, children, footer }: Omit<DialogProps, "open" | "onClose">) {
  return (
    <>
      <header className="flex items-start justify-between gap-4 px-4 pt-3.5 pb-3 sm:px-5">
        <div className="min-w-0 pt-1">
          <Base.Title className="text-base font-semibold">{title}</Base.Title>
          {description && <Base.Description className="mt-1 text-sm text-ink-muted">{description}</Base.Description>}
        </div>
        <Base.Close render={<IconButton label="Close" size="icon-sm" className="-mr-1.5" />}>
          <X aria-hidden />
        </Base.Close>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-4 pb-4 sm:px-5">{children}</div>
      {footer && (
        <footer className="flex items-center justify-end gap-2 border-t border-line px-4 py-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] sm:px-5">
          {footer}
        </footer>
      )}
    </>
  );
}
