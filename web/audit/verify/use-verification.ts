import { useEffect, useRef, useState } from "react";
import { reasonOf } from "../../api/problem.ts";
import type { LogOutcome, Progressed } from "./verify-log.ts";

export type Verification =
  | ({ state: "running"; perSecond: number } & Progressed)
  | { state: "done"; outcome: LogOutcome }
  | { state: "failed"; reason: string }
  | { state: "cancelled"; events: number };

const atStart: Verification = { state: "running", events: 0, total: 0, perSecond: 0 };

/** Verifies the whole log, from the moment that it is shown until it is left. */
export function useVerification(organizationId: string) {
  const [verification, setVerification] = useState(atStart);
  const [turn, setTurn] = useState(0);
  const running = useRef<AbortController>(undefined);
  useEffect(() => {
    const current = new AbortController();
    running.current = current;
    void verify(organizationId, current.signal, setVerification);
    return () => current.abort();
  }, [organizationId, turn]);
  return {
    verification,
    again: () => {
      setVerification(atStart);
      setTurn((turns) => turns + 1);
    },
    cancel: () => {
      running.current?.abort();
      setVerification((was) => ({ state: "cancelled", events: was.state === "running" ? was.events : 0 }));
    },
  };
}

async function verify(organizationId: string, signal: AbortSignal, tell: (verification: Verification) => void) {
  const startedAt = performance.now();
  const progressed = (progress: Progressed) => {
    const perSecond = (progress.events / Math.max(1, performance.now() - startedAt)) * 1000;
    if (!signal.aborted) tell({ state: "running", perSecond, ...progress });
  };
  try {
    const { verifyWholeLog } = await import("./verify-log.ts");
    tell({ state: "done", outcome: await verifyWholeLog(organizationId, signal, progressed) });
  } catch (failure) {
    if (!signal.aborted) tell({ state: "failed", reason: reasonOf(failure) });
  }
}
