import { lazy, Suspense, useEffect, useState } from "react";
import { anotherSession, onProblem } from "../api/client.ts";

const SessionEnded = lazy(() => import("./session-ended.tsx").then((module) => ({ default: module.SessionEnded })));
const SessionMoved = lazy(() => import("./session-moved.tsx").then((module) => ({ default: module.SessionMoved })));

/**
 * When the server no longer knows who is asking, asks to sign in again over the page, which keeps what was typed; when
 * another tab has made the session somebody else's or another organization's, says so.
 */
export function SessionGuard() {
  const [fate, setFate] = useState<"ended" | "moved">();
  useEffect(
    () =>
      onProblem(({ status, type }, route) => {
        if (type === anotherSession) setFate("moved");
        if (status === 401 && !route.includes("/api/auth/")) setFate("ended");
      }),
    [],
  );
  if (!fate) return null;
  const Cover = fate === "ended" ? SessionEnded : SessionMoved;
  return (
    <Suspense>
      <Cover onBack={() => setFate(undefined)} />
    </Suspense>
  );
}
