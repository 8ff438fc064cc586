import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Trash2 } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { onProblem } from "../api/client.ts";
import { Button } from "../components/button.tsx";
import { formatDay } from "../records/format.ts";
import { meQuery, useCan, useMe } from "./session.ts";

const KeepOrganization = lazy(() =>
  import("../settings/deletion/keep-organization.tsx").then((module) => ({ default: module.KeepOrganization })),
);

/** Says on every page that the organization will be deleted, for as long as that is so. */
export function DeletionBanner() {
  const { currentOrganization } = useMe();
  const can = useCan();
  const [asking, setAsking] = useState(false);
  const dueAt = currentOrganization?.deleteScheduledAt ?? null;
  useHearOfDeletion(dueAt);
  if (dueAt === null) return null;
  return (
    <section
      aria-label="Deletion"
      className="tone-red flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-1 text-sm lg:mb-2 lg:rounded-lg"
    >
      <Trash2 className="size-4 shrink-0" aria-hidden />
      <p className="min-w-56 flex-1 text-pretty">
        {currentOrganization?.name} will be deleted on {formatDay(dueAt)}, {inDays(dueAt)}. Until then it can only be
        read and exported.
      </p>
      {can("organization.delete") && (
        <span className="flex items-center gap-2">
          <Link to="/settings/deletion" search={{}} className="rounded px-1 underline underline-offset-2">
            What will go
          </Link>
          <Button size="sm" onClick={() => setAsking(true)}>
            Cancel the deletion
          </Button>
        </span>
      )}
      <Suspense>{asking && <KeepOrganization onClose={() => setAsking(false)} />}</Suspense>
    </section>
  );
}

const dayMilliseconds = 24 * 60 * 60 * 1000;

/** `in 30 days`; what is left of a day counts as one. */
function inDays(dueAt: string): string {
  const days = Math.ceil((Date.parse(dueAt) - Date.now()) / dayMilliseconds);
  if (days <= 0) return "at any moment";
  return days === 1 ? "within a day" : `in ${days} days`;
}

/** Whoever had the page open while somebody else scheduled it hears of it with the first change that is refused. */
function useHearOfDeletion(dueAt: string | null) {
  const queryClient = useQueryClient();
  useEffect(
    () =>
      onProblem(({ type }) => {
        if (type === "/problems/organization-deleted-soon" && dueAt === null)
          void queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
      }),
    [queryClient, dueAt],
  );
}
