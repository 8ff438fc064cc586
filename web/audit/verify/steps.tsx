import { Check, Minus, X } from "lucide-react";
import { cn } from "../../components/class-names.ts";
import type { Step } from "./check-event.ts";

const marks = {
  right: { Icon: Check, className: "text-success", words: "In order:" },
  wrong: { Icon: X, className: "text-danger", words: "Wrong:" },
  open: { Icon: Minus, className: "text-ink-faint", words: "Nothing to compare:" },
};

/** What was looked at, a line each, with a tick or what is wrong. */
export function Steps({ steps }: { steps: readonly Step[] }) {
  return (
    <ol className="flex flex-col gap-1.5 text-sm">
      {steps.map(({ name, state, sentence }) => {
        const { Icon, className, words } = marks[state];
        return (
          <li key={name} className="flex gap-2">
            <Icon className={cn("mt-0.5 size-4 shrink-0", className)} aria-hidden />
            <span className="min-w-0 wrap-anywhere">
              <span className="sr-only">{words} </span>
              <span className="font-medium">{name}.</span>{" "}
              <span className={state === "wrong" ? "text-danger" : "text-ink-muted"}>{sentence}</span>
            </span>
          </li>
        );
      })}
    </ol>
  );
}
