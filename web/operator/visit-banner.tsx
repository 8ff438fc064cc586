import { LifeBuoy } from "lucide-react";
import { useEffect } from "react";
import { call } from "../api/client.ts";
import type { Me } from "../api/contract.ts";
import { Button } from "../components/button.tsx";
import { tell } from "../records/changes.ts";
import { formatTime } from "../records/format.ts";
import { labelOfRole } from "../settings/roles.ts";

/** Nothing of the organization may stay on the screen. */
const goBack = () => window.location.assign("/operator/organizations");

/** Says on every page that the operator is in somebody else's organization, and lets them leave. */
export function VisitBanner({ me, visit }: { me: Me; visit: NonNullable<Me["visit"]> }) {
  const { reason, until } = visit;
  useEffect(() => {
    const timer = setTimeout(goBack, Math.max(0, Date.parse(until) - Date.now()));
    return () => clearTimeout(timer);
  }, [until]);
  const leave = async () => {
    await call("DELETE /api/me/visit");
    goBack();
  };
  return (
    <section
      aria-label="Visit"
      className="tone-violet flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-1 text-sm lg:mb-2 lg:rounded-lg"
    >
      <LifeBuoy className="size-4 shrink-0" aria-hidden />
      <p className="min-w-56 flex-1 text-pretty wrap-anywhere">
        You are visiting {me.currentOrganization?.name} as {me.role && labelOfRole(me.role).toLowerCase()} until{" "}
        {formatTime(until)}: {reason}. Everything you view and do is in its log.
      </p>
      <Button size="sm" onClick={() => void leave().catch(tell)}>
        Leave
      </Button>
    </section>
  );
}
