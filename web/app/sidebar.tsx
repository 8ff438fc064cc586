import { PanelLeft, Search } from "lucide-react";
import { lazy, Suspense } from "react";
import { IconButton } from "../components/button.tsx";
import { cn } from "../components/class-names.ts";
import { iconOf } from "../records/icons.ts";
import { useRecordTypes } from "../records/queries.ts";
import { AccountMenu } from "./account-menu.tsx";
import { DueTasks } from "./due-tasks.tsx";
import { usePlaces } from "./go-to.ts";
import { keyCaps } from "./keys.ts";
import { NavLink } from "./nav-link.tsx";
import { OrganizationSwitcher } from "./organization-switcher.tsx";
import { useCan, useMe } from "./session.ts";
import { SidebarGroup } from "./sidebar-group.tsx";
import { recordsAreFolded, sidebarIsNarrow, useIsOn } from "./sidebar-state.ts";

/** Most people have nothing to do with them. */
const OperatorLinks = lazy(() =>
  import("../operator/sidebar-links.tsx").then((module) => ({ default: module.OperatorLinks })),
);

type SidebarProps = { openPalette: () => void; openShortcuts: () => void; narrow?: boolean; toggle?: () => void };

/** The way to everything; `narrow` leaves only the signs. */
export function Sidebar({ openPalette, openShortcuts, narrow = false, toggle }: SidebarProps) {
  const [home, ...places] = usePlaces();
  const can = useCan();
  const { operator } = useMe();
  const below = places.filter(({ to }) => to === "/audit-log" || to === "/settings");
  return (
    <div className={cn("flex min-h-0 w-full flex-col gap-3 px-2 py-2.5", narrow && "items-stretch")}>
      <OrganizationSwitcher narrow={narrow} />
      <button
        type="button"
        onClick={openPalette}
        {...(narrow && { "data-tooltip": "Search" })}
        className={cn(
          "mx-0.5 flex h-8 shrink-0 items-center gap-2 rounded-md border border-line bg-surface px-2 text-sm text-ink-muted shadow-panel hover:border-line-strong pointer-coarse:h-10",
          narrow && "justify-center px-0",
        )}
      >
        <Search className="size-4" aria-hidden />
        <span className={narrow ? "sr-only" : undefined}>Search</span>
        {!narrow && (
          <kbd className="ml-auto font-sans text-2xs text-ink-faint pointer-coarse:hidden">
            {keyCaps("mod+k").join(" ")}
          </kbd>
        )}
      </button>
      <nav aria-label="Main" className="-mx-2 flex min-h-0 flex-1 flex-col gap-px overflow-y-auto px-2">
        {home && <NavLink {...home} exact narrow={narrow} />}
        {can("records.read") && <RecordLinks narrow={narrow} />}
        <Suspense>{operator && <OperatorLinks narrow={narrow} />}</Suspense>
      </nav>
      <nav aria-label="Organization" className="flex flex-col gap-px">
        {below.map((place) => (
          <NavLink key={place.to} {...place} narrow={narrow} />
        ))}
      </nav>
      <div className={cn("flex items-center gap-1", narrow && "flex-col items-stretch")}>
        <div className="flex min-w-0 flex-1 flex-col">
          <AccountMenu narrow={narrow} openShortcuts={openShortcuts} />
        </div>
        {toggle && (
          <IconButton
            label={narrow ? "Show the sidebar" : "Hide the sidebar"}
            size="icon-sm"
            className={cn("text-ink-faint", narrow && "w-full")}
            onClick={toggle}
          >
            <PanelLeft aria-hidden />
          </IconButton>
        )}
      </div>
    </div>
  );
}

function RecordLinks({ narrow }: { narrow: boolean }) {
  const types = useRecordTypes();
  return (
    <SidebarGroup title="Records" folded={recordsAreFolded} narrow={narrow}>
      {types.map(({ name, plural, pluralLabel }) => (
        <NavLink
          key={name}
          to={`/${plural}`}
          label={pluralLabel}
          icon={iconOf(name)}
          narrow={narrow}
          count={name === "task" && <DueTasks />}
        />
      ))}
    </SidebarGroup>
  );
}

/** The sidebar of a wide window: at the left, as wide as was chosen. */
export function SideColumn(props: Pick<SidebarProps, "openPalette" | "openShortcuts">) {
  const narrow = useIsOn(sidebarIsNarrow);
  return (
    <aside className={cn("hidden shrink-0 lg:flex print:hidden", narrow ? "w-15" : "w-58")}>
      <Sidebar {...props} narrow={narrow} toggle={sidebarIsNarrow.toggle} />
    </aside>
  );
}
