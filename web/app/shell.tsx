import { Outlet, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { ConflictRegion } from "../records/conflict/conflict-region.tsx";
import { CreateRecordProvider } from "../records/create-record.tsx";
import { PhoneBar } from "./phone-bar.tsx";
import { listenForShortcuts, useShortcuts } from "./shortcuts.ts";
import { Sidebar } from "./sidebar.tsx";

const CommandPalette = lazy(() =>
  import("./command-palette.tsx").then((module) => ({ default: module.CommandPalette })),
);
const ShortcutOverview = lazy(() =>
  import("./shortcut-overview.tsx").then((module) => ({ default: module.ShortcutOverview })),
);
const PhoneMenu = lazy(() => import("./phone-menu.tsx").then((module) => ({ default: module.PhoneMenu })));

/** The frame around every page inside an organization. */
export function Shell() {
  const [menuPath, setMenuPath] = useState<string>();
  const [menuWanted, setMenuWanted] = useState(false);
  const [paletteOpen, setPaletteOpen] = useState(false);
  const [overviewOpen, setOverviewOpen] = useState(false);
  const path = useRouterState({ select: (state) => state.location.pathname });

  // Going anywhere closes it.
  const menuOpen = menuPath === path;
  useEffect(listenForShortcuts, []);
  useShortcuts([
    { keys: "mod+k", label: "Search and commands", group: "Anywhere", run: () => setPaletteOpen((open) => !open) },
    { keys: "?", label: "This overview", group: "Anywhere", run: () => setOverviewOpen(true) },
  ]);

  const openMenu = () => {
    setMenuWanted(true);
    setMenuPath(path);
  };
  const openPalette = () => {
    setMenuPath(undefined);
    setPaletteOpen(true);
  };
  return (
    <CreateRecordProvider>
      <a
        href="#main"
        className="fixed top-2 left-2 z-80 -translate-y-16 rounded-md bg-accent px-3 py-1.5 text-accent-ink focus:translate-y-0"
      >
        Skip to content
      </a>
      <div className="flex h-dvh">
        <aside className="hidden w-58 shrink-0 lg:flex">
          <Sidebar openPalette={openPalette} />
        </aside>
        <div className="flex min-w-0 flex-1 flex-col lg:py-2 lg:pr-2">
          <main
            id="main"
            tabIndex={-1}
            className="flex min-h-0 flex-1 flex-col overflow-hidden bg-surface outline-none lg:rounded-xl lg:border lg:border-line lg:shadow-panel"
          >
            <Outlet />
          </main>
          <PhoneBar openMenu={openMenu} />
        </div>
      </div>
      {menuWanted && (
        <Suspense>
          <PhoneMenu open={menuOpen} onClose={() => setMenuPath(undefined)}>
            <Sidebar openPalette={openPalette} />
          </PhoneMenu>
        </Suspense>
      )}
      {paletteOpen && (
        <Suspense>
          <CommandPalette onClose={() => setPaletteOpen(false)} />
        </Suspense>
      )}
      {overviewOpen && (
        <Suspense>
          <ShortcutOverview open onClose={() => setOverviewOpen(false)} />
        </Suspense>
      )}
      <ConflictRegion />
    </CreateRecordProvider>
  );
}
