import { useRouterState } from "@tanstack/react-router";

/** A thin line at the top while a page is on its way; quick pages never show it. */
export function RouteProgress() {
  const isPending = useRouterState({ select: (state) => state.status === "pending" });
  if (!isPending) return null;
  return (
    <div
      role="status"
      aria-label="Loading the page"
      className="pending-bar fixed inset-x-0 top-0 z-90 h-0.5 overflow-hidden"
    >
      <div className="h-full w-2/5 bg-accent" />
    </div>
  );
}
