import { Link } from "@tanstack/react-router";
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "../components/class-names.ts";

type NavLinkProps = {
  to: string;
  label: string;
  icon: LucideIcon;
  narrow: boolean;
  exact?: boolean;
  /** A number worth knowing before going there. */
  count?: ReactNode;
};

/** A line of the sidebar; narrow, it is its sign with a tooltip. */
export function NavLink({ to, label, icon: Icon, narrow, exact = false, count }: NavLinkProps) {
  return (
    <Link
      to={to}
      activeOptions={{ exact, includeSearch: false }}
      {...(narrow && { "data-tooltip": label })}
      className={cn(
        "relative flex h-7.5 shrink-0 items-center gap-2.5 rounded-md px-2 text-sm text-ink-muted hover:bg-hover hover:text-ink aria-[current=page]:bg-pressed aria-[current=page]:font-medium aria-[current=page]:text-ink pointer-coarse:h-11",
        narrow && "justify-center px-0",
      )}
    >
      <Icon className="size-4 shrink-0" aria-hidden />
      <span className={narrow ? "sr-only" : "min-w-0 flex-1 truncate"}>{label}</span>
      {!narrow && count}
      {narrow && count && <span aria-hidden className="absolute top-1 right-2 size-1.5 rounded-full bg-accent" />}
    </Link>
  );
}
