import { cn } from "../components/class-names.ts";
import type { Strength } from "./password-strength.ts";

const colours = ["bg-danger", "bg-danger", "bg-warning", "bg-success", "bg-success"];

/** Four bars and a word, told to screen readers as it changes. */
export function StrengthBar({ strength: { score, words } }: { strength: Strength }) {
  return (
    <div className="-mt-1.5 flex items-center gap-3">
      <span aria-hidden className="flex w-24 shrink-0 gap-1">
        {[1, 2, 3, 4].map((step) => (
          <span
            key={step}
            className={cn("h-1 flex-1 rounded-full", step <= Math.max(score, 1) ? colours[score] : "bg-pressed")}
          />
        ))}
      </span>
      <p role="status" className="text-xs text-ink-muted">
        {words}
      </p>
    </div>
  );
}
