import { useState } from "react";
import { cn } from "../../components/class-names.ts";

/** Text beyond this is folded away until asked for. */
const longest = 400;

export function FoldedText({ text, limit = longest, className }: { text: string; limit?: number; className?: string }) {
  const [whole, setWhole] = useState(false);
  const long = text.length > limit * 1.2;
  return (
    <span className={cn("block wrap-anywhere whitespace-pre-line", className)}>
      {long && !whole ? `${text.slice(0, limit).trimEnd()}… ` : text}
      {long && (
        <button
          type="button"
          onClick={() => setWhole(!whole)}
          className="ml-1 rounded text-xs font-medium text-accent-text hover:underline"
        >
          {whole ? "Show less" : "Show more"}
        </button>
      )}
    </span>
  );
}
