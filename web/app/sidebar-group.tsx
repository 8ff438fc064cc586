import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "../components/class-names.ts";
import { type RememberedSwitch, useIsOn } from "./sidebar-state.ts";

type SidebarGroupProps = { title: string; folded: RememberedSwitch; narrow: boolean; children: ReactNode };

/** Links of the sidebar under a heading that folds them away; narrow, a line above them. */
export function SidebarGroup({ title, folded, narrow, children }: SidebarGroupProps) {
  const isFolded = useIsOn(folded) && !narrow;
  return (
    <>
      {narrow ? (
        <hr className="mx-2 my-2 border-line" />
      ) : (
        <h2 className="pt-2">
          <button
            type="button"
            aria-expanded={!isFolded}
            onClick={folded.toggle}
            className="group flex h-6 w-full items-center gap-1 rounded px-2 text-2xs font-medium text-ink-faint hover:text-ink pointer-coarse:h-10"
          >
            {title}
            <ChevronRight
              className={cn(
                "size-3 transition-transform group-hover:opacity-100 group-focus-visible:opacity-100",
                isFolded ? "opacity-100" : "rotate-90 opacity-0 pointer-coarse:opacity-100",
              )}
              aria-hidden
            />
          </button>
        </h2>
      )}
      {!isFolded && children}
    </>
  );
}
