import { Link, type LinkProps } from "@tanstack/react-router";
import { House, type LucideIcon, ScrollText, Search, Settings } from "lucide-react";
import type { ReactNode } from "react";
import { iconOf } from "../records/icons.ts";
import { useRecordTypes } from "../records/queries.ts";
import { AccountMenu } from "./account-menu.tsx";
import { OrganizationSwitcher } from "./organization-switcher.tsx";
import { useCan } from "./session.ts";

export function Sidebar({ openPalette }: { openPalette: () => void }) {
  const types = useRecordTypes();
  const can = useCan();
  return (
    <div className="flex min-h-0 w-full flex-col gap-3 px-2 py-2.5">
      <OrganizationSwitcher />
      <button
        type="button"
        onClick={openPalette}
        className="mx-0.5 flex h-8 items-center gap-2 rounded-md border border-line bg-surface px-2 text-sm text-ink-muted shadow-panel hover:border-line-strong pointer-coarse:h-10"
      >
        <Search className="size-4" aria-hidden />
        Search
        <kbd className="ml-auto font-sans text-2xs text-ink-faint pointer-coarse:hidden">{paletteKeys}</kbd>
      </button>
      <nav aria-label="Main" className="-mx-2 flex min-h-0 flex-1 flex-col gap-px overflow-y-auto px-2">
        <NavLink to="/" exact icon={House}>
          Home
        </NavLink>
        <h2 className="px-2 pt-3 pb-1 text-2xs font-medium text-ink-faint">Records</h2>
        {types.map((type) => (
          <NavLink key={type.name} to="/$plural" params={{ plural: type.plural }} icon={iconOf(type.name)}>
            {type.pluralLabel}
          </NavLink>
        ))}
      </nav>
      <nav aria-label="Organization" className="flex flex-col gap-px">
        {can("audit.read") && (
          <NavLink to="/audit-log" icon={ScrollText}>
            Audit log
          </NavLink>
        )}
        <NavLink to="/settings" icon={Settings}>
          Settings
        </NavLink>
      </nav>
      <AccountMenu />
    </div>
  );
}

const paletteKeys = /mac|iphone|ipad/i.test(navigator.userAgent) ? "⌘K" : "Ctrl K";

type NavLinkProps = {
  to: LinkProps["to"];
  params?: Record<string, string>;
  icon: LucideIcon;
  exact?: boolean;
  children: ReactNode;
};

function NavLink({ to, params, icon: Icon, exact = false, children }: NavLinkProps) {
  return (
    <Link
      to={to}
      {...(params && { params: params as never })}
      activeOptions={{ exact, includeSearch: false }}
      className="flex h-7.5 items-center gap-2.5 rounded-md px-2 text-sm text-ink-muted hover:bg-hover hover:text-ink aria-[current=page]:bg-pressed aria-[current=page]:font-medium aria-[current=page]:text-ink pointer-coarse:h-11"
    >
      <Icon className="size-4 shrink-0" aria-hidden />
      <span className="truncate">{children}</span>
    </Link>
  );
}
