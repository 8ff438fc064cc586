import { type ErrorComponentProps, Outlet } from "@tanstack/react-router";
import { useEffect } from "react";
import { ErrorState } from "../components/states.tsx";
import { NotFound } from "./not-found.tsx";
import { RouteProgress } from "./route-progress.tsx";

/** Around every page there is. */
export function Root() {
  return (
    <>
      <RouteProgress />
      <Outlet />
    </>
  );
}

/** An address that is no page at all. */
export function LostPage() {
  return (
    <main className="flex min-h-dvh items-center justify-center">
      <NotFound />
    </main>
  );
}

/** When even the frame failed. */
export function BrokenApp({ error, reset }: ErrorComponentProps) {
  useEffect(() => {
    document.title = "Something went wrong · NextCRM";
  }, []);
  return (
    <main className="flex min-h-dvh items-center justify-center">
      <h1 className="sr-only">Something went wrong</h1>
      <ErrorState error={error} retry={reset} />
    </main>
  );
}
