import { operatorOf } from "../../access/caller.ts";
import { NoInput, openEndpoint } from "../../api/endpoint.ts";
import type { Context } from "../../api/endpoint.ts";
import { Reply } from "../../api/reply.ts";
import type { Services } from "../../api/services.ts";
import { streamOf } from "../../api/stream-of.ts";
import { Problem } from "../../problems.ts";
import { acrossOrganizations } from "../../tenancy/across-organizations.ts";
import { currentDashboard } from "./current-dashboard.ts";
import { DashboardAnswer } from "./dashboard.ts";
import { liveDashboard } from "./live.ts";

const ofOperators = {
  resource: "dashboard",
  may: "operator",
  limit: "standard",
  audit: "VIEW",
  input: NoInput,
} as const;

/** Before anything is told, so that nobody looks of whom the log does not know. */
function noteLook({ caller, origin }: Context, { db }: Services, live: boolean): Promise<void> {
  const reason = live ? "Watch the dashboard" : "Look at the dashboard";
  return acrossOrganizations(db, operatorOf(caller), origin, reason, async ({ record }) =>
    record({ action: "VIEW", resource: "dashboard", details: { live } }),
  );
}

/** Whether who asked is signed in still, and an operator. Asked again and again, and no use of the session. */
async function isOperatorStill(request: Request, { people }: Services): Promise<boolean> {
  try {
    const caller = await people.whoSends(request);
    return caller.type !== "nobody" && caller.operator;
  } catch (error) {
    if (error instanceof Problem) return false;
    // While the database is away nobody can be looked up, and nothing is told either.
    return true;
  }
}

export const dashboardEndpoints = [
  openEndpoint({
    ...ofOperators,
    route: "GET /api/admin/dashboard",
    summary: "How the whole installation is: health, statistics, activity and errors, of all organizations together",
    output: { status: 200, body: DashboardAnswer },
    handle: async (_, context, services) => {
      await noteLook(context, services, false);
      return currentDashboard(services);
    },
  }),
  openEndpoint({
    ...ofOperators,
    route: "GET /api/admin/dashboard/live",
    summary: "The same every few seconds, as server-sent events named `dashboard`, until the session ends",
    output: { status: 200, media: ["text/event-stream"] },
    handle: async ({ request }, context, services) => {
      await noteLook(context, services, true);
      const events = liveDashboard(services, () => isOperatorStill(request, services));
      return Reply.stream(streamOf(events), {
        "Content-Type": "text/event-stream; charset=utf-8",
        "Cache-Control": "no-store",
        // Proxies that gather what they pass on would show nothing.
        "X-Accel-Buffering": "no",
      });
    },
  }),
];
