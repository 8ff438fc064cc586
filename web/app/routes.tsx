import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  lazyRouteComponent,
  notFound,
  redirect,
} from "@tanstack/react-router";
import { prefetchList } from "../records/list/prefetch-list.ts";
import { readDefaultView } from "../records/list/views/default-view.ts";
import { recordQuery, recordTypesQuery } from "../records/queries.ts";
import { EntryFrame } from "../entry/entry-frame.tsx";
import type { Search } from "./address-search.ts";
import { NotFoundPage } from "./not-found.tsx";
import { BrokenApp, LostPage, Root } from "./root.tsx";
import { meQuery, setupQuery } from "./session.ts";

const anySearch = (search: Record<string, unknown>): Search => search as Search;

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Root,
  notFoundComponent: LostPage,
  errorComponent: BrokenApp,
});

// ---- before signing in
const entry = createRoute({
  getParentRoute: () => root,
  id: "entry",
  component: EntryFrame,
  validateSearch: anySearch,
});
const entryPage = <P extends string>(path: P, load: () => Promise<Record<string, unknown>>, name: string) =>
  createRoute({ getParentRoute: () => entry, path, component: lazyRouteComponent(load as never, name as never) });

const setup = entryPage("/setup", () => import("../entry/setup-page.tsx"), "SetupPage");
const signIn = entryPage("/sign-in", () => import("../entry/sign-in-page.tsx"), "SignInPage");
const signUp = entryPage("/sign-up", () => import("../entry/sign-up-page.tsx"), "SignUpPage");
const forgot = entryPage("/forgot-password", () => import("../entry/forgot-password-page.tsx"), "ForgotPasswordPage");
const reset = entryPage("/reset-password", () => import("../entry/reset-password-page.tsx"), "ResetPasswordPage");
const invitation = entryPage("/invitations/$token", () => import("../entry/invitation-page.tsx"), "InvitationPage");
const twoFactor = entryPage("/two-factor", () => import("../two-factor/required-page.tsx"), "RequiredTwoFactorPage");
const auditExport = entryPage("/audit-export", () => import("../entry/audit-export-page.tsx"), "AuditExportPage");
const outside = entryPage("/outside", () => import("../entry/outside-page.tsx"), "OutsidePage");
const suspended = entryPage("/suspended", () => import("../entry/suspended-page.tsx"), "SuspendedPage");
const newOrganization = entryPage(
  "/organizations/new",
  () => import("../entry/new-organization-page.tsx"),
  "NewOrganizationPage",
);

// ---- inside an organization
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  component: lazyRouteComponent(() => import("./shell.tsx"), "Shell"),
  errorComponent: BrokenApp,
  notFoundComponent: NotFoundPage,
  validateSearch: anySearch,
  beforeLoad: async ({ context: { queryClient }, location }) => {
    const me = await queryClient.ensureQueryData(meQuery);
    if (!me) {
      const { needed } = await queryClient.ensureQueryData(setupQuery).catch(() => ({ needed: false }));
      if (needed) throw redirect({ to: "/setup", search: {} });
      throw redirect({ to: "/sign-in", search: location.href === "/" ? {} : { next: location.href } });
    }
    if (!me.currentOrganization) throw redirect({ to: "/organizations/new", search: {} });
    if (me.currentOrganization.suspended) throw redirect({ to: "/suspended", search: {} });
    if (!me.address.allowed) throw redirect({ to: "/outside", search: {} });
    if (me.mustEnrol)
      throw redirect({ to: "/two-factor", search: location.href === "/" ? {} : { next: location.href } });
  },
  loader: ({ context: { queryClient } }) => queryClient.ensureQueryData(recordTypesQuery),
});
const page = <P extends string>(path: P, load: () => Promise<Record<string, unknown>>, name: string) =>
  createRoute({ getParentRoute: () => inside, path, component: lazyRouteComponent(load as never, name as never) });
const seesRecords = (queryClient: QueryClient) =>
  queryClient.getQueryData(meQuery.queryKey)?.permissions.includes("records.read") ?? false;
/** For whom there are no records there are no pages about them. */
const pageOfRecords = <P extends string>(path: P, load: () => Promise<Record<string, unknown>>, name: string) =>
  createRoute({
    getParentRoute: () => inside,
    path,
    beforeLoad: ({ context: { queryClient } }) => {
      if (seesRecords(queryClient)) return;
      if (path === "/") throw redirect({ to: "/audit-log", search: {}, replace: true });
      throw notFound();
    },
    component: lazyRouteComponent(load as never, name as never),
  });

const home = pageOfRecords("/", () => import("./home-page.tsx"), "HomePage");
const auditLog = page("/audit-log", () => import("../audit/audit-log-page.tsx"), "AuditLogPage");
const imports = pageOfRecords("/imports", () => import("../imports/imports-page.tsx"), "ImportsPage");
const importRun = pageOfRecords("/imports/$id", () => import("../imports/import-run-page.tsx"), "ImportRunPage");
const board = pageOfRecords("/opportunities/board", () => import("../board/board-page.tsx"), "BoardPage");
const components = pageOfRecords("/components", () => import("./gallery/gallery-page.tsx"), "GalleryPage");
const taskBoard = pageOfRecords(
  "/projects/$id/board",
  () => import("../projects/task-board-page.tsx"),
  "TaskBoardPage",
);

const records = createRoute({
  getParentRoute: () => inside,
  path: "/$plural",
  beforeLoad: async ({ context: { queryClient }, params }) => {
    const types = await queryClient.ensureQueryData(recordTypesQuery);
    const type = types.find((candidate) => candidate.plural === params.plural);
    if (!type) throw notFound();
    return { type };
  },
});
const list = createRoute({
  getParentRoute: () => records,
  path: "/",
  beforeLoad: ({ context: { queryClient, type }, search }) => {
    const me = queryClient.getQueryData(meQuery.queryKey);
    const view = me && Object.keys(search).length === 0 ? readDefaultView(me, type.plural) : undefined;
    if (view) throw redirect({ to: "/$plural", params: { plural: type.plural }, search: { view }, replace: true });
  },
  loaderDeps: ({ search }) => ({ search }),
  // Started, not awaited: the page shows its frame at once.
  loader: ({ context: { queryClient, type }, deps }) => {
    void prefetchList(queryClient, type, deps.search);
  },
  component: lazyRouteComponent(() => import("../records/list/list-page.tsx"), "ListPage"),
});
const importing = createRoute({
  getParentRoute: () => records,
  path: "/import",
  component: lazyRouteComponent(() => import("../imports/import-page.tsx"), "ImportPage"),
});
const record = createRoute({
  getParentRoute: () => records,
  path: "/$id",
  loader: ({ context: { queryClient, type }, params }) => {
    void queryClient.prefetchQuery(recordQuery(type.plural, params.id));
  },
  component: lazyRouteComponent(() => import("../records/page/record-page.tsx"), "RecordPage"),
});

const settings = createRoute({
  getParentRoute: () => inside,
  path: "/settings",
  component: lazyRouteComponent(() => import("../settings/settings-frame.tsx"), "SettingsFrame"),
});
const setting = <P extends string>(path: P, load: () => Promise<Record<string, unknown>>, name: string) =>
  createRoute({ getParentRoute: () => settings, path, component: lazyRouteComponent(load as never, name as never) });
const settingsHome = createRoute({
  getParentRoute: () => settings,
  path: "/",
  component: lazyRouteComponent(() => import("../settings/settings-home.tsx"), "SettingsHome"),
});

const settingsPages = [
  settingsHome,
  setting("/profile", () => import("../settings/profile-page.tsx"), "ProfilePage"),
  setting("/preferences", () => import("../settings/preferences-page.tsx"), "PreferencesPage"),
  setting("/sessions", () => import("../settings/sessions-page.tsx"), "SessionsPage"),
  setting("/two-factor", () => import("../two-factor/two-factor-page.tsx"), "TwoFactorPage"),
  setting("/organization", () => import("../settings/organization-page.tsx"), "OrganizationPage"),
  setting("/your-data", () => import("../settings/your-data-page.tsx"), "YourDataPage"),
  setting("/plan", () => import("../settings/plan-page.tsx"), "PlanPage"),
  setting("/members", () => import("../settings/members-page.tsx"), "MembersPage"),
  setting("/api-keys", () => import("../settings/api-keys-page.tsx"), "ApiKeysPage"),
  setting("/usage", () => import("../settings/usage/usage-page.tsx"), "UsagePage"),
  setting("/fields", () => import("../settings/fields-page.tsx"), "FieldsPage"),
  setting("/networks", () => import("../settings/networks-page.tsx"), "NetworksPage"),
  setting("/audit-log", () => import("../settings/audit-log-settings.tsx"), "AuditLogSettings"),
  setting("/streams", () => import("../settings/streams-page.tsx"), "StreamsPage"),
  setting("/trash", () => import("../settings/trash-page.tsx"), "TrashPage"),
  setting("/deletion", () => import("../settings/deletion/deletion-page.tsx"), "DeletionPage"),
  setting("/retention", () => import("../settings/record-retention/record-retention-page.tsx"), "RecordRetentionPage"),
  setting("/privacy-requests", () => import("../settings/privacy/requests-page.tsx"), "RequestsPage"),
  setting("/privacy-requests/$requestId", () => import("../settings/privacy/request-page.tsx"), "RequestPage"),
  setting("/pipelines", () => import("../settings/pipelines-page.tsx"), "PipelinesPage"),
] as const;

// ---- the installation, for operators
const operator = <P extends string>(path: P) =>
  createRoute({
    getParentRoute: () => inside,
    path,
    component: lazyRouteComponent(() => import("../operator/frame.tsx"), "OperatorFrame"),
  });
/** Where the browser reports were. */
const formerReports = createRoute({
  getParentRoute: () => settings,
  path: "/reports",
  beforeLoad: () => {
    throw redirect({ to: "/operator/$page", params: { page: "reports" }, search: {}, replace: true });
  },
});
const operatorPages = [operator("/operator"), operator("/operator/$page"), operator("/operator/$page/$id")] as const;

export const routeTree = root.addChildren([
  entry.addChildren([
    setup,
    signIn,
    signUp,
    forgot,
    reset,
    invitation,
    twoFactor,
    auditExport,
    outside,
    suspended,
    newOrganization,
  ]),
  inside.addChildren([
    home,
    auditLog,
    imports,
    importRun,
    board,
    taskBoard,
    components,
    ...operatorPages,
    settings.addChildren([...settingsPages, formerReports]),
    records.addChildren([list, importing, record]),
  ]),
]);
