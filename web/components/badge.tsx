import type { ReactNode } from "react";
import { cn } from "./class-names.ts";

export const tones = ["gray", "blue", "green", "amber", "red", "violet", "teal", "pink"] as const;
export type Tone = (typeof tones)[number];

export function Badge({
  tone = "gray",
  children,
  className,
}: {
  tone?: Tone;
  children: ReactNode;
  className?: string;
}) {
  return (
    <span
      className={cn(
        `tone-${tone} inline-flex h-5 max-w-full items-center gap-1 rounded-md px-1.5 text-xs font-medium`,
        className,
      )}
    >
      <span className="truncate">{children}</span>
    </span>
  );
}
