import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { ChevronRight, Lock } from "lucide-react";
import { PageHeader } from "../app/page-header.tsx";
import { buttonClass } from "../components/button.tsx";
import { cn } from "../components/class-names.ts";
import { Notice } from "../components/states.tsx";
import { settingsGroups, useMaySee, type SettingsPage } from "./settings-pages.ts";

/** The pages beside their list; on a phone the list is a page of its own, at `/settings`. */
export function SettingsFrame() {
  const maySee = useMaySee();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const page = settingsGroups.flatMap(({ pages }) => pages).find(({ to }) => path.startsWith(to));
  const mayNot = page !== undefined && !maySee(page);
  return (
    <>
      <PageHeader
        title={page?.label ?? "Settings"}
        {...(page && { crumbs: [{ label: "Settings", plural: "settings" }] })}
      />
      <div className="flex min-h-0 flex-1">
        <nav
          aria-label="Settings"
          className={cn(
            "w-full shrink-0 overflow-y-auto border-line px-3 py-4 md:w-56 md:border-r",
            page && "max-md:hidden",
          )}
        >
          {settingsGroups.map(({ title, pages }) => (
            <Group key={title} title={title} pages={pages.filter(maySee)} />
          ))}
        </nav>
        <div className={cn("min-h-0 flex-1 overflow-y-auto px-4 py-6 lg:px-10", !page && "max-md:hidden")}>
          <div className="mx-auto max-w-2xl">{mayNot ? <NotForYou /> : <Outlet />}</div>
        </div>
      </div>
    </>
  );
}

function NotForYou() {
  return (
    <Notice
      icon={Lock}
      title="You may not see this"
      action={
        <Link to="/settings/profile" search={{}} className={buttonClass()}>
          Your own settings
        </Link>
      }
    >
      Your role does not include it. An owner or administrator of the organization can change that.
    </Notice>
  );
}

function Group({ title, pages }: { title: string; pages: SettingsPage[] }) {
  if (pages.length === 0) return null;
  return (
    <section className="mb-5">
      <h2 className="px-2 pb-1 text-2xs font-medium text-ink-faint max-md:text-xs">{title}</h2>
      <ul className="flex flex-col gap-0.5 max-md:divide-y max-md:divide-line max-md:overflow-hidden max-md:rounded-xl max-md:border max-md:border-line">
        {pages.map(({ to, label, about, icon: Icon }) => (
          <li key={to}>
            <Link
              to={to}
              search={{}}
              className="flex min-h-8 items-center gap-2 rounded-md px-2 text-sm text-ink-muted hover:bg-hover hover:text-ink aria-[current=page]:bg-pressed aria-[current=page]:font-medium aria-[current=page]:text-ink max-md:min-h-14 max-md:gap-3 max-md:rounded-none max-md:px-4 max-md:text-ink pointer-coarse:min-h-10"
            >
              <Icon className="size-4 shrink-0" aria-hidden />
              <span className="min-w-0 flex-1">
                {label}
                <span className="block truncate text-xs text-ink-faint md:hidden">{about}</span>
              </span>
              <ChevronRight className="size-4 text-ink-faint md:hidden" aria-hidden />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
