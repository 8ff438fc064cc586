import { onlineManager } from "@tanstack/react-query";
import { useEffect } from "react";
import { toast } from "../components/toast.tsx";

const betweenMs = 10 * 60_000;
const entryScript = /<script[^>]+type="module"[^>]+src="([^"]+)"/;

/** Whether the server has another app than the one that is open. */
export async function hasNewVersion(): Promise<boolean> {
  const own = document.querySelector("script[type=module][src]")?.getAttribute("src");
  const page = await fetch("/", { headers: { accept: "text/html" } }).catch(() => undefined);
  const newest = page?.ok ? entryScript.exec(await page.text())?.[1] : undefined;
  return own !== undefined && newest !== undefined && newest !== own;
}

/** Notices when the server has a newer app than the one that is open, and offers to load it. */
export function useVersionWatch(): void {
  useEffect(() => {
    let asked = Date.now();
    let told = false;
    const look = async () => {
      asked = Date.now();
      if (told || !(await hasNewVersion())) return;
      told = true;
      const reload = () => window.location.reload();
      toast.done({ title: "There is a new version", lasting: true, action: { label: "Reload", run: reload } });
    };
    const onReturn = () => {
      if (document.visibilityState === "visible" && Date.now() - asked > betweenMs) void look();
    };
    // A server that went away may come back as another.
    const stop = onlineManager.subscribe((isOnline) => void (isOnline && look()));
    document.addEventListener("visibilitychange", onReturn);
    return () => {
      stop();
      document.removeEventListener("visibilitychange", onReturn);
    };
  }, []);
}
