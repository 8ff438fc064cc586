import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

// The theme's own names: unknown ones would be taken for colours, and knock those out.
const twMerge = extendTailwindMerge({ extend: { theme: { text: ["2xs"], shadow: ["panel", "popup"] } } });

/** Joins class names; of two Tailwind classes for the same thing the later one wins. */
export function cn(...classes: ClassValue[]): string {
  return twMerge(clsx(classes));
}
