import {
  Building2,
  CalendarClock,
  ChartColumn,
  FolderDown,
  Gauge,
  KeyRound,
  Laptop,
  Network,
  OctagonX,
  Radio,
  type LucideIcon,
  ScrollText,
  ShieldCheck,
  SlidersHorizontal,
  TextCursorInput,
  Trash2,
  UserRound,
  Users,
  UserSearch,
  Workflow,
} from "lucide-react";
import type { Permission } from "../../src/access/permissions.ts";
import { useCan } from "../app/session.ts";

export type SettingsPage = {
  to: string;
  label: string;
  /** What is there, in a line. */
  about: string;
  icon: LucideIcon;
  /** Whoever may not do this has nothing to do there. */
  needs?: Permission;
};

const mine: SettingsPage[] = [
  { to: "/settings/profile", label: "Profile", about: "Your name and password", icon: UserRound },
  { to: "/settings/preferences", label: "Preferences", about: "Theme, region, time zone", icon: SlidersHorizontal },
  { to: "/settings/two-factor", label: "Two-factor", about: "A code in addition to your password", icon: ShieldCheck },
  { to: "/settings/sessions", label: "Sessions", about: "Where you are signed in", icon: Laptop },
];

const ours: SettingsPage[] = [
  {
    to: "/settings/organization",
    label: "General",
    about: "Name, currency, sample data",
    icon: Building2,
    needs: "records.import",
  },
  {
    to: "/settings/plan",
    label: "Plan",
    about: "Usage, and what the plan allows",
    icon: Gauge,
    needs: "billing.manage",
  },
  {
    to: "/settings/members",
    label: "Members",
    about: "People, roles, invitations",
    icon: Users,
    needs: "records.write",
  },
  {
    to: "/settings/pipelines",
    label: "Pipelines",
    about: "The stages of a sale",
    icon: Workflow,
    needs: "pipelines.manage",
  },
  {
    to: "/settings/fields",
    label: "Fields",
    about: "Fields of your own on records",
    icon: TextCursorInput,
    needs: "fields.manage",
  },
  {
    to: "/settings/api-keys",
    label: "API keys",
    about: "What programs come in with",
    icon: KeyRound,
    needs: "keys.manage",
  },
  {
    to: "/settings/usage",
    label: "Usage",
    about: "Who uses the API’s limits",
    icon: ChartColumn,
    needs: "keys.manage",
  },
  {
    to: "/settings/networks",
    label: "Networks",
    about: "Which networks can reach this",
    icon: Network,
    needs: "networks.manage",
  },
  {
    to: "/settings/audit-log",
    label: "Audit log",
    about: "Retention and legal holds",
    icon: ScrollText,
    needs: "audit.read",
  },
  {
    to: "/settings/streams",
    label: "Streams",
    about: "Where the audit log is sent",
    icon: Radio,
    needs: "audit.stream",
  },
  {
    to: "/settings/retention",
    label: "Retention",
    about: "How long records are kept",
    icon: CalendarClock,
    needs: "retention.manage",
  },
  {
    to: "/settings/privacy-requests",
    label: "Privacy requests",
    about: "Copies and erasures that people ask for",
    icon: UserSearch,
    needs: "persons.manage",
  },
  {
    to: "/settings/your-data",
    label: "Your data",
    about: "Everything in one file",
    icon: FolderDown,
    needs: "organization.export",
  },
  {
    to: "/settings/trash",
    label: "Trash",
    about: "What was deleted, and how to restore it",
    icon: Trash2,
    needs: "records.write",
  },
  {
    to: "/settings/deletion",
    label: "Deletion",
    about: "The end of the organization",
    icon: OctagonX,
    needs: "organization.delete",
  },
];

export const settingsGroups = [
  { title: "You", pages: mine },
  { title: "Organization", pages: ours },
];

/** Whether there is something on a page for the person. */
export function useMaySee(): (page: SettingsPage) => boolean {
  const can = useCan();
  return ({ needs }) => needs === undefined || can(needs);
}
