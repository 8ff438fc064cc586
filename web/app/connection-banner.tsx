import { WifiOff } from "lucide-react";
import { Button } from "../components/button.tsx";
import { askAgain, useIsOnline } from "./connection.ts";

/** Says that what is shown may be old, for as long as there is no connection. */
export function ConnectionBanner() {
  const isOnline = useIsOnline();
  return (
    <div role="status">
      {!isOnline && (
        <p className="tone-amber flex min-h-9 items-center gap-2 px-4 py-1 text-sm lg:mb-2 lg:rounded-lg">
          <WifiOff className="size-4 shrink-0" aria-hidden />
          <span className="min-w-0 flex-1">
            {navigator.onLine ? "The server cannot be reached." : "You are offline."} What you see may be out of date.
          </span>
          {navigator.onLine && (
            <Button size="sm" look="quiet" className="text-current" onClick={askAgain}>
              Try now
            </Button>
          )}
        </p>
      )}
    </div>
  );
}
