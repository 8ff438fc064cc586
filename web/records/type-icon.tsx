import { createElement } from "react";
import { iconOf } from "./icons.ts";

/** The picture of a record type. Decorative: the type's name stands beside it. */
export function TypeIcon({ type, className }: { type: string; className?: string }) {
  return createElement(iconOf(type), { className, "aria-hidden": true });
}
