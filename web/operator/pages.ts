import {
  BellRing,
  Bug,
  Building2,
  CreditCard,
  KeyRound,
  LayoutDashboard,
  ListChecks,
  type LucideIcon,
  ScrollText,
  ShieldAlert,
  Stethoscope,
  Users,
} from "lucide-react";
import { type ComponentType, lazy, type LazyExoticComponent } from "react";

/** A page about the installation, for whoever runs it. */
export type OperatorPage = {
  /** Behind `/operator`; a page has what is behind its own address, too: `/operator/users/<id>`. */
  path: "" | `/${string}`;
  title: string;
  /** What is there, in a line. */
  about: string;
  icon: LucideIcon;
  /** Its content, under the title. Is given the `id` of `/operator/users/<id>`. */
  component: LazyExoticComponent<ComponentType<{ id?: string }>>;
};

/** The operator's pages, in the order of the sidebar. */
export const operatorPages: readonly OperatorPage[] = [
  {
    path: "",
    title: "Overview",
    about: "How the installation is",
    icon: LayoutDashboard,
    component: lazy(() =>
      import("./dashboard/dashboard-page.tsx").then((module) => ({ default: module.DashboardPage })),
    ),
  },
  {
    path: "/alerts",
    title: "Alerts",
    about: "What is wrong, what to do next, and the rules for both",
    icon: BellRing,
    component: lazy(() => import("./alerts/alerts-page.tsx").then((module) => ({ default: module.AlertsPage }))),
  },
  {
    path: "/errors",
    title: "Errors",
    about: "Server errors, and how to find one by its request id",
    icon: Bug,
    component: lazy(() => import("./errors/errors-page.tsx").then((module) => ({ default: module.ErrorsPage }))),
  },
  {
    path: "/organizations",
    title: "Organizations",
    about: "Plans, suspensions, deletions, visits to help",
    icon: Building2,
    component: lazy(() =>
      import("./organizations/organizations-page.tsx").then((module) => ({ default: module.OrganizationsPage })),
    ),
  },
  {
    path: "/users",
    title: "People",
    about: "Accounts, sessions, second factors, operators",
    icon: Users,
    component: lazy(() => import("./users/users-page.tsx").then((module) => ({ default: module.UsersPage }))),
  },
  {
    path: "/billing",
    title: "Billing",
    about: "Where Stripe and this installation disagree",
    icon: CreditCard,
    component: lazy(() => import("./billing/billing-page.tsx").then((module) => ({ default: module.BillingPage }))),
  },
  {
    path: "/jobs",
    title: "Jobs",
    about: "What is waiting, running or given up",
    icon: ListChecks,
    component: lazy(() => import("./jobs/jobs-page.tsx").then((module) => ({ default: module.JobsPage }))),
  },
  {
    path: "/log",
    title: "Operator’s log",
    about: "What operators did, and who signed in to no organization",
    icon: ScrollText,
    component: lazy(() => import("./log/log-page.tsx").then((module) => ({ default: module.LogPage }))),
  },
  {
    path: "/reports",
    title: "Browser reports",
    about: "What pages ran into",
    icon: ShieldAlert,
    component: lazy(() => import("./reports/reports-page.tsx").then((module) => ({ default: module.ReportsPage }))),
  },
  {
    path: "/keys",
    title: "Keys",
    about: "Access for operators’ programs",
    icon: KeyRound,
    component: lazy(() => import("./keys/keys-page.tsx").then((module) => ({ default: module.KeysPage }))),
  },
  {
    path: "/settings",
    title: "Settings and doctor",
    about: "How the installation is set up, and whether it is healthy",
    icon: Stethoscope,
    component: lazy(() => import("./settings/settings-page.tsx").then((module) => ({ default: module.SettingsPage }))),
  },
];

export function addressOf({ path }: OperatorPage): string {
  return `/operator${path}`;
}
