import { lazy, Suspense, useEffect, useState } from "react";
import { addressNotAllowed, anotherSession, onProblem, onSignInAgain } from "../api/client.ts";

const SessionEnded = lazy(() => import("./session-ended.tsx").then((module) => ({ default: module.SessionEnded })));
const SessionOutside = lazy(() =>
  import("./session-outside.tsx").then((module) => ({ default: module.SessionOutside })),
);
const SessionMoved = lazy(() => import("./session-moved.tsx").then((module) => ({ default: module.SessionMoved })));
const TwoFactorDemanded = lazy(() =>
  import("../two-factor/two-factor-demanded.tsx").then((module) => ({ default: module.TwoFactorDemanded })),
);
const ConfirmIdentity = lazy(() =>
  import("../two-factor/confirm-identity.tsx").then((module) => ({ default: module.ConfirmIdentity })),
);

const covers = { ended: SessionEnded, moved: SessionMoved, outside: SessionOutside, unproven: TwoFactorDemanded };

/**
 * When the server no longer knows who is asking, asks to sign in again over the page, which keeps what was typed; when
 * another tab has made the session somebody else's or another organization's, or the organization cannot be reached
 * from here or has begun to require two-factor authentication, says so.
 */
export function SessionGuard() {
  const [fate, setFate] = useState<keyof typeof covers>();
  useEffect(
    () =>
      onProblem(({ status, type }, route) => {
        if (type === anotherSession) setFate("moved");
        if (type === addressNotAllowed) setFate("outside");
        if (type === "/problems/organization-suspended") window.location.assign("/suspended");
        if (type === "/problems/two-factor-required") setFate("unproven");
        if (status === 401 && !route.includes("/api/auth/")) setFate("ended");
      }),
    [],
  );
  if (!fate) return <IdentityGuard />;
  const Cover = covers[fate];
  return (
    <Suspense>
      <Cover onBack={() => setFate(undefined)} />
    </Suspense>
  );
}

/** Asks who it is where an act takes it; the act then goes on by itself, or is given up. */
function IdentityGuard() {
  const [answer, setAnswer] = useState<(confirmed: boolean) => void>();
  useEffect(() => onSignInAgain(() => new Promise((resolve) => setAnswer(() => resolve))), []);
  if (!answer) return null;
  const close = (confirmed: boolean) => {
    setAnswer(undefined);
    answer(confirmed);
  };
  return (
    <Suspense>
      <ConfirmIdentity onAnswer={close} />
    </Suspense>
  );
}
