import { useQuery } from "@tanstack/react-query";
import { BookOpen, Bookmark, Link2, LogOut, Plus, Shapes, Upload, UserPlus, Zap } from "lucide-react";
import { toast } from "../../components/toast.tsx";
import { tell } from "../../records/changes.ts";
import { useCreateRecord } from "../../records/create-record.tsx";
import { savedViewsQuery } from "../../records/list/views/view.ts";
import { useRecordTypes } from "../../records/queries.ts";
import { settingsGroups, useMaySee } from "../../settings/settings-pages.ts";
import { signOut, themes } from "../account-menu.tsx";
import { usePlaces } from "../go-to.ts";
import { useSwitchOrganization } from "../organization-switcher.tsx";
import { changePreferences } from "../preferences.ts";
import { addressOf, operatorPages } from "../../operator/pages.ts";
import { useCan, useMe } from "../session.ts";
import { type Command, useOfferedCommands } from "../shortcuts.ts";
import { useTheme } from "../theme.ts";
import type { Entry, EntryGroup } from "./entries.ts";

/** Everything that can be done or gone to from here, in groups. */
export function useCommands(): EntryGroup[] {
  return [
    { value: "On this page", items: useHereCommands() },
    { value: "Create", items: useCreateCommands() },
    { value: "Go to", items: useGoToCommands() },
    { value: "More", items: useMoreCommands() },
  ].filter(({ items }) => items.length > 0);
}

/** Moving about a list is for the keys themselves. */
const motions = /^(shift\+)?([jkx ]|Arrow\w+|Page\w+|Home|End|Enter|Escape|Space)$/;

/** What the open page offers, by its shortcuts. */
function useHereCommands(): Entry[] {
  const offered = useOfferedCommands().filter(
    ({ group, keys }) => group !== "Go to" && group !== "Create" && !motions.test(keys ?? "") && keys !== "mod+k",
  );
  return [
    ...offered.filter(({ group }) => group !== "Anywhere").map(entryOf),
    { id: "copy link", label: "Copy link to this page", icon: Link2, run: () => void copyAddress() },
  ];
}

function entryOf({ keys, label, icon, run }: Command): Entry {
  const go = () => void run(new KeyboardEvent("keydown"));
  return { id: `here ${label}`, label, icon: icon ?? Zap, run: go, ...(keys && { keys }) };
}

async function copyAddress() {
  try {
    await navigator.clipboard.writeText(window.location.href);
    toast.done({ title: "Link copied" });
  } catch {
    toast.failed({
      title: "The link was not copied",
      detail: "The browser does not allow it. Copy it from the address bar.",
    });
  }
}

function useCreateCommands(): Entry[] {
  const types = useRecordTypes();
  const create = useCreateRecord();
  const can = useCan();
  if (!can("records.write")) return [];
  return types.map((type) => ({
    id: `new ${type.name}`,
    label: `New ${type.label.toLowerCase()}`,
    also: `Create add ${type.label}`,
    icon: Plus,
    run: () => create(type),
  }));
}

function useGoToCommands(): Entry[] {
  const places = usePlaces();
  const types = useRecordTypes();
  const can = useCan();
  const maySee = useMaySee();
  const { operator } = useMe();
  const views = useQuery({ ...savedViewsQuery, enabled: can("records.read") }).data ?? [];
  return [
    ...places.map(({ label, ...place }) => ({ ...place, id: `go ${place.to}`, label: `Go to ${label}`, also: label })),
    ...views.flatMap((view) => {
      const type = types.find(({ name }) => name === view.recordType);
      const to = `/${type?.plural}?view=${view.id}`;
      return type
        ? [{ id: to, label: view.name, detail: `View of ${type.pluralLabel.toLowerCase()}`, icon: Bookmark, to }]
        : [];
    }),
    ...settingsGroups
      .flatMap(({ pages }) => pages)
      .filter(maySee)
      .map(({ label, about, to, icon }) => ({
        id: to,
        label: `Settings: ${label}`,
        also: `${label} ${about}`,
        icon,
        to,
      })),
    ...(operator ? operatorPages : []).map((page) => ({
      id: addressOf(page),
      label: `Operator: ${page.title}`,
      also: `${page.title} ${page.about} installation`,
      icon: page.icon,
      to: addressOf(page),
    })),
  ];
}

function useMoreCommands(): Entry[] {
  const types = useRecordTypes();
  const can = useCan();
  const theme = useTheme();
  const { organizations, currentOrganization } = useMe();
  const switchTo = useSwitchOrganization();
  const imports = can("records.import") ? types : [];
  const anywhere = useOfferedCommands().filter(({ group, keys }) => group === "Anywhere" && keys !== "mod+k");
  return [
    ...anywhere.map(entryOf),
    ...themes
      .filter(({ value }) => value !== theme)
      .map(({ value, label, icon }) => ({
        id: `theme ${value}`,
        label: `Theme: ${label.toLowerCase()}`,
        also: "appearance mode",
        icon,
        run: () => void changePreferences({ theme: value }).catch(tell),
      })),
    ...organizations
      .filter(({ id }) => id !== currentOrganization?.id)
      .map(({ id, name }) => ({
        id: `switch ${id}`,
        label: `Switch to ${name}`,
        also: "organization",
        icon: Shapes,
        run: () => void switchTo(id).catch(tell),
      })),
    ...(can("invitations.manage")
      ? [{ id: "invite", label: "Invite people", also: "member colleague", icon: UserPlus, to: "/settings/members" }]
      : []),
    ...imports.map(({ plural, pluralLabel }) => ({
      id: `import ${plural}`,
      label: `Import ${pluralLabel.toLowerCase()}`,
      also: "CSV file upload",
      icon: Upload,
      to: `/${plural}/import`,
    })),
    { id: "new organization", label: "New organization", also: "create", icon: Plus, to: "/organizations/new" },
    ...(can("records.read")
      ? [{ id: "components", label: "Component gallery", also: "developer design", icon: Shapes, to: "/components" }]
      : []),
    { id: "api", label: "API reference", also: "developer documentation", icon: BookOpen, run: openReference },
    { id: "sign out", label: "Sign out", also: "log out leave", icon: LogOut, run: () => void signOut().catch(tell) },
  ];
}

function openReference() {
  window.location.assign("/api/docs");
}
