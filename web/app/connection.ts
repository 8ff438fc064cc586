import { onlineManager } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { onProblem } from "../api/client.ts";

const firstWaitMs = 1000;
const longestWaitMs = 15_000;

let timer: ReturnType<typeof setTimeout> | undefined;

/**
 * Knows whether the server can be reached: the browser says when there is no network, a failed call says the rest.
 * Reading waits meanwhile, and goes on by itself when a question is answered again.
 */
export function watchConnection(): void {
  onlineManager.setEventListener((setOnline) => {
    const lost = () => {
      setOnline(false);
      clearTimeout(timer);
      // Without a network there is nothing to ask; the browser tells when it is back.
      if (navigator.onLine) ask(setOnline, firstWaitMs);
    };
    const back = () => ask(setOnline, 0);
    window.addEventListener("offline", lost);
    window.addEventListener("online", back);
    const silence = onProblem(({ status }) => {
      if ([0, 502, 504].includes(status) && onlineManager.isOnline()) lost();
    });
    return () => {
      window.removeEventListener("offline", lost);
      window.removeEventListener("online", back);
      silence();
    };
  });
  onlineManager.setOnline(navigator.onLine);
}

function ask(setOnline: (online: boolean) => void, waitMs: number): void {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const again = () => {
      if (navigator.onLine) ask(setOnline, Math.min(Math.max(waitMs, firstWaitMs) * 2, longestWaitMs));
    };
    fetch("/api/livez", { cache: "no-store" }).then(({ ok }) => (ok ? setOnline(true) : again()), again);
  }, waitMs);
}

/** Asks at once whether the server is back. */
export function askAgain(): void {
  ask((online) => onlineManager.setOnline(online), 0);
}

/** Whether the server could be reached when it was last asked for anything. */
export function useIsOnline(): boolean {
  return useSyncExternalStore(
    (listener) => onlineManager.subscribe(listener),
    () => onlineManager.isOnline(),
  );
}
