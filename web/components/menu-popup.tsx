import { Menu as Base } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./class-names.ts";
import { itemClass } from "./item-class.ts";
import { changeOf, focusAfter, type PopupState } from "./use-popup.ts";

type MenuPopupProps = { state: PopupState; align: "start" | "end"; className?: string; children: ReactNode };

export function MenuPopup({ state, align, className, children }: MenuPopupProps) {
  return (
    <Base.Root modal={false} open={state.open} onOpenChange={changeOf(state)}>
      <Base.Portal>
        <Base.Positioner anchor={state.anchor} sideOffset={4} align={align} className="z-50">
          <Base.Popup
            id={state.popupId}
            aria-labelledby={state.triggerId}
            finalFocus={() => focusAfter(state)}
            className={cn("popup max-h-[var(--available-height)] min-w-48 overflow-y-auto p-1", className)}
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export function MenuItem({
  danger = false,
  className,
  ...rest
}: ComponentProps<typeof Base.Item> & { danger?: boolean }) {
  return (
    <Base.Item
      {...rest}
      className={cn(itemClass, "[&_svg]:text-ink-faint", danger && "text-danger [&_svg]:text-danger", className)}
    />
  );
}

/** A line of a menu that is a link; `render` gives the router's link. */
export function MenuLink({ className, ...rest }: ComponentProps<typeof Base.LinkItem>) {
  return <Base.LinkItem closeOnClick {...rest} className={cn(itemClass, "[&_svg]:text-ink-faint", className)} />;
}

export function MenuCheck({ children, className, ...rest }: ComponentProps<typeof Base.CheckboxItem>) {
  return (
    <Base.CheckboxItem {...rest} className={cn(itemClass, className)}>
      <span className="size-4">
        <Base.CheckboxItemIndicator>
          <Check className="text-accent-text" aria-hidden />
        </Base.CheckboxItemIndicator>
      </span>
      {children}
    </Base.CheckboxItem>
  );
}

export function MenuSeparator() {
  return <Base.Separator className="-mx-1 my-1 h-px bg-line" />;
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return (
    <Base.Group>
      <Base.GroupLabel className="px-2 pt-1.5 pb-1 text-2xs font-medium text-ink-faint">{children}</Base.GroupLabel>
    </Base.Group>
  );
}
