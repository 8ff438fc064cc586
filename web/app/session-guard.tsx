import { lazy, Suspense, useEffect, useState } from "react";
import { onProblem } from "../api/client.ts";

const SessionEnded = lazy(() => import("./session-ended.tsx").then((module) => ({ default: module.SessionEnded })));

/** When the server no longer knows who is asking, asks to sign in again over the page, which keeps what was typed. */
export function SessionGuard() {
  const [ended, setEnded] = useState(false);
  useEffect(
    () =>
      onProblem(({ status }, route) => {
        if (status === 401 && !route.includes("/api/auth/")) setEnded(true);
      }),
    [],
  );
  if (!ended) return null;
  return (
    <Suspense>
      <SessionEnded onBack={() => setEnded(false)} />
    </Suspense>
  );
}
