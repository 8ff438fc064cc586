import { lazy, Suspense, useEffect, useState } from "react";
import { addressNotAllowed, anotherSession, onProblem } from "../api/client.ts";

const SessionEnded = lazy(() => import("./session-ended.tsx").then((module) => ({ default: module.SessionEnded })));
const SessionOutside = lazy(() =>
  import("./session-outside.tsx").then((module) => ({ default: module.SessionOutside })),
);
const SessionMoved = lazy(() => import("./session-moved.tsx").then((module) => ({ default: module.SessionMoved })));

const covers = { ended: SessionEnded, moved: SessionMoved, outside: SessionOutside };

/**
 * When the server no longer knows who is asking, asks to sign in again over the page, which keeps what was typed; when
 * another tab has made the session somebody else's or another organization's, or the organization cannot be reached
 * from here, says so.
 */
export function SessionGuard() {
  const [fate, setFate] = useState<keyof typeof covers>();
  useEffect(
    () =>
      onProblem(({ status, type }, route) => {
        if (type === anotherSession) setFate("moved");
        if (type === addressNotAllowed) setFate("outside");
        if (status === 401 && !route.includes("/api/auth/")) setFate("ended");
      }),
    [],
  );
  if (!fate) return null;
  const Cover = covers[fate];
  return (
    <Suspense>
      <Cover onBack={() => setFate(undefined)} />
    </Suspense>
  );
}
