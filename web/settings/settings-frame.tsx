import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import {
  Building2,
  KeyRound,
  Laptop,
  type LucideIcon,
  TextCursorInput,
  Trash2,
  UserRound,
  Users,
  Workflow,
} from "lucide-react";
import { useEffect, useRef } from "react";
import { PageHeader } from "../app/page-header.tsx";
import { useCan } from "../app/session.ts";

type Page = { to: string; label: string; icon: LucideIcon; shown: boolean };

export function SettingsFrame() {
  const can = useCan();
  const nav = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.location.pathname });
  // On a phone the pages stand in a line that is longer than the screen.
  useEffect(() => {
    nav.current?.querySelector("[aria-current=page]")?.scrollIntoView({ inline: "center", block: "nearest" });
  }, [path]);
  const mine: Page[] = [
    { to: "/settings/profile", label: "Profile", icon: UserRound, shown: true },
    { to: "/settings/sessions", label: "Sessions", icon: Laptop, shown: true },
  ];
  const ours: Page[] = [
    { to: "/settings/organization", label: "General", icon: Building2, shown: can("organization.read") },
    { to: "/settings/members", label: "Members", icon: Users, shown: can("members.read") },
    { to: "/settings/pipelines", label: "Pipelines", icon: Workflow, shown: can("records.read") },
    { to: "/settings/fields", label: "Fields", icon: TextCursorInput, shown: can("records.read") },
    { to: "/settings/trash", label: "Trash", icon: Trash2, shown: can("records.read") },
    { to: "/settings/api-keys", label: "API keys", icon: KeyRound, shown: can("keys.manage") },
  ];
  return (
    <>
      <PageHeader title="Settings" />
      <div className="flex min-h-0 flex-1 flex-col md:flex-row">
        <nav
          ref={nav}
          aria-label="Settings"
          className="flex shrink-0 gap-1 overflow-x-auto border-line px-3 py-2 max-md:border-b md:w-52 md:flex-col md:border-r md:py-4"
        >
          <Group title="You" pages={mine} />
          <Group title="Organization" pages={ours} />
        </nav>
        <div className="min-h-0 flex-1 overflow-y-auto px-4 py-6 lg:px-10">
          <div className="mx-auto max-w-2xl">
            <Outlet />
          </div>
        </div>
      </div>
    </>
  );
}

function Group({ title, pages }: { title: string; pages: Page[] }) {
  return (
    <>
      <h2 className="px-2 pt-3 pb-1 text-2xs font-medium text-ink-faint first:pt-0 max-md:sr-only">{title}</h2>
      {pages
        .filter((page) => page.shown)
        .map(({ to, label, icon: Icon }) => (
          <Link
            key={to}
            to={to}
            search={{}}
            className="flex h-8 shrink-0 items-center gap-2 rounded-md px-2 text-sm text-ink-muted hover:bg-hover hover:text-ink aria-[current=page]:bg-pressed aria-[current=page]:font-medium aria-[current=page]:text-ink pointer-coarse:h-10"
          >
            <Icon className="size-4" aria-hidden />
            {label}
          </Link>
        ))}
    </>
  );
}
