import { Outlet, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { ConflictRegion } from "../records/conflict/conflict-region.tsx";
import { CreateRecordProvider } from "../records/create-record.tsx";
import { useFocusOnArrival } from "./arrival.ts";
import { ConnectionBanner } from "./connection-banner.tsx";
import { DeletionBanner } from "./deletion-banner.tsx";
import { useGo, usePlaces } from "./go-to.ts";
import { TypedMeanwhile } from "./palette/typed-meanwhile.tsx";
import { PhoneBar } from "./phone-bar.tsx";
import { useRememberRecords } from "./recent-records.ts";
import { useMe } from "./session.ts";
import { SessionGuard } from "./session-guard.tsx";
import { type Command, listenForShortcuts, useShortcuts } from "./shortcuts.ts";
import { SideColumn, Sidebar } from "./sidebar.tsx";
import { sidebarIsNarrow } from "./sidebar-state.ts";
import { useVersionWatch } from "./version-watch.ts";

const parts = {
  palette: () => import("./palette/command-palette.tsx"),
  overview: () => import("./shortcut-overview.tsx"),
  phoneMenu: () => import("./phone-menu.tsx"),
};
const CommandPalette = lazy(() => parts.palette().then((module) => ({ default: module.CommandPalette })));
const ShortcutOverview = lazy(() => parts.overview().then((module) => ({ default: module.ShortcutOverview })));
const VisitBanner = lazy(() =>
  import("../operator/visit-banner.tsx").then((module) => ({ default: module.VisitBanner })),
);
const PhoneMenu = lazy(() => parts.phoneMenu().then((module) => ({ default: module.PhoneMenu })));

/** When somebody begins to use the page, what people open next is made ready, also for when there is no connection. */
const soon = [
  ...Object.values(parts),
  () => import("../components/toast-region.tsx"),
  () => import("../components/menu-popup.tsx"),
  () => import("../records/record-sheet.tsx"),
];

function usePartsMadeReady() {
  useEffect(() => {
    const listening = new AbortController();
    const load = () => {
      listening.abort();
      for (const part of soon) part().catch(() => undefined);
    };
    for (const sign of ["pointermove", "pointerdown", "keydown"])
      window.addEventListener(sign, load, { signal: listening.signal, passive: true });
    return () => listening.abort();
  }, []);
}

/** The frame around every page inside an organization. */
export function Shell() {
  const [menuPath, setMenuPath] = useState<string>();
  const [menuWanted, setMenuWanted] = useState(false);
  const [paletteOpen, setPaletteOpen] = useState(false);
  const [overviewOpen, setOverviewOpen] = useState(false);
  const me = useMe();
  const path = useRouterState({ select: (state) => state.location.pathname });

  // Going anywhere closes it.
  const menuOpen = menuPath === path;
  useEffect(listenForShortcuts, []);
  useFocusOnArrival();
  useRememberRecords();
  useVersionWatch();
  usePartsMadeReady();
  useShortcuts([
    { keys: "mod+k", label: "Search and commands", group: "Anywhere", run: () => setPaletteOpen((open) => !open) },
    { keys: "?", label: "Keyboard shortcuts", group: "Anywhere", run: () => setOverviewOpen(true) },
    { keys: "[", label: "Show or hide the sidebar", group: "Anywhere", run: sidebarIsNarrow.toggle },
    ...useGoToShortcuts(),
  ]);

  const openMenu = () => {
    setMenuWanted(true);
    setMenuPath(path);
  };
  const open = {
    openPalette: () => {
      setMenuPath(undefined);
      setPaletteOpen(true);
    },
    openShortcuts: () => {
      setMenuPath(undefined);
      setOverviewOpen(true);
    },
  };
  return (
    <CreateRecordProvider>
      <a
        href="#main"
        className="fixed top-2 left-2 z-80 -translate-y-16 rounded-md bg-accent px-3 py-1.5 text-accent-ink focus:translate-y-0"
      >
        Skip to content
      </a>
      <div className="flex h-dvh print:block print:h-auto">
        <SideColumn {...open} />
        <div className="flex min-w-0 flex-1 flex-col lg:py-2 lg:pr-2">
          <ConnectionBanner />
          <DeletionBanner />
          <Suspense>{me.visit && <VisitBanner me={me} visit={me.visit} />}</Suspense>
          <main
            id="main"
            tabIndex={-1}
            className="flex min-h-0 flex-1 flex-col overflow-hidden bg-surface outline-none print:overflow-visible print:border-0 print:shadow-none lg:rounded-xl lg:border lg:border-line lg:shadow-panel"
          >
            <Outlet />
          </main>
          <PhoneBar openMenu={openMenu} openPalette={open.openPalette} />
        </div>
      </div>
      <SessionGuard />
      <Suspense>
        {menuWanted && (
          <PhoneMenu open={menuOpen} onClose={() => setMenuPath(undefined)}>
            <Sidebar {...open} />
          </PhoneMenu>
        )}
        {overviewOpen && <ShortcutOverview open onClose={() => setOverviewOpen(false)} />}
      </Suspense>
      {paletteOpen && <LatePalette onClose={() => setPaletteOpen(false)} />}
      <ConflictRegion />
    </CreateRecordProvider>
  );
}

function LatePalette({ onClose }: { onClose: () => void }) {
  const typed = useRef("");
  return (
    <Suspense fallback={<TypedMeanwhile typed={typed} onClose={onClose} />}>
      <CommandPalette typed={typed} onClose={onClose} />
    </Suspense>
  );
}

function useGoToShortcuts(): Command[] {
  const go = useGo();
  return usePlaces().flatMap(({ keys, label, to, icon }) =>
    keys ? [{ keys, label, group: "Go to" as const, icon, run: () => go(to) }] : [],
  );
}
