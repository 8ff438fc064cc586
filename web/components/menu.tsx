import { cloneElement, lazy, type ReactElement, type ReactNode, Suspense } from "react";
import { usePopup } from "./use-popup.ts";

const load = () => import("./menu-popup.tsx");
const MenuPopup = lazy(() => load().then((parts) => ({ default: parts.MenuPopup })));
export const MenuItem = lazy(() => load().then((parts) => ({ default: parts.MenuItem })));
export const MenuLink = lazy(() => load().then((parts) => ({ default: parts.MenuLink })));
export const MenuCheck = lazy(() => load().then((parts) => ({ default: parts.MenuCheck })));
export const MenuSeparator = lazy(() => load().then((parts) => ({ default: parts.MenuSeparator })));
export const MenuLabel = lazy(() => load().then((parts) => ({ default: parts.MenuLabel })));

type MenuProps = {
  trigger: ReactElement<Record<string, unknown>>;
  children: ReactNode;
  align?: "start" | "end";
  className?: string;
};

/** A menu under its button. A page is seen without its menus, so their code comes when one is reached for. */
export function Menu({ trigger, children, align = "end", className }: MenuProps) {
  const popup = usePopup("menu", load);
  return (
    <>
      {cloneElement(trigger, popup.trigger)}
      {popup.wanted && (
        <Suspense>
          <MenuPopup state={popup.state} align={align} className={className}>
            {children}
          </MenuPopup>
        </Suspense>
      )}
    </>
  );
}
