import { useRouter } from "@tanstack/react-router";
import { House, Kanban, ScrollText, Settings, type LucideIcon } from "lucide-react";
import { iconOf } from "../records/icons.ts";
import { useRecordTypes } from "../records/queries.ts";
import { useCan } from "./session.ts";

/** A page that people go to by name. */
export type Place = { label: string; to: string; icon: LucideIcon; keys?: string };

const keysOfTypes: Record<string, string> = {
  account: "g a",
  contact: "g c",
  lead: "g l",
  opportunity: "g o",
  task: "g t",
  project: "g p",
  invoice: "g i",
  document: "g d",
};

/** The main pages, in the order of the sidebar; the first is where people arrive. */
export function usePlaces(): Place[] {
  const types = useRecordTypes();
  const can = useCan();
  return [
    ...(can("records.read") ? [{ label: "Home", to: "/", icon: House, keys: "g h" }] : []),
    ...types.map(({ name, plural, pluralLabel }) => ({
      label: pluralLabel,
      to: `/${plural}`,
      icon: iconOf(name),
      ...(keysOfTypes[name] && { keys: keysOfTypes[name] }),
    })),
    ...(can("records.read")
      ? [{ label: "Opportunity board", to: "/opportunities/board", icon: Kanban, keys: "g b" }]
      : []),
    ...(can("audit.read") ? [{ label: "Audit log", to: "/audit-log", icon: ScrollText }] : []),
    { label: "Settings", to: "/settings", icon: Settings, keys: "g s" },
  ];
}

/** Goes to an address inside the app. */
export function useGo(): (address: string) => void {
  const router = useRouter();
  return (address) => router.history.push(address);
}
