import { LoaderCircle, Search, X } from "lucide-react";
import { type Ref, useEffect, useState } from "react";
import { IconButton } from "./button.tsx";
import { cn } from "./class-names.ts";
import { controlClass } from "./input.tsx";

const pauseMs = 180;

type SearchInputProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  className?: string;
  /** While an answer is under way. */
  busy?: boolean;
  ref?: Ref<HTMLInputElement>;
};

/** Searches while one types, after a short pause. */
export function SearchInput({ label, value, onChange, className, busy = false, ref }: SearchInputProps) {
  const [typed, setTyped] = useState(value);
  const [told, setTold] = useState(value);
  const [seen, setSeen] = useState(value);
  // A value that comes from elsewhere wins; our own coming back must not undo what was typed meanwhile.
  if (value !== seen) {
    setSeen(value);
    if (value !== told) {
      setTyped(value);
      setTold(value);
    }
  }
  useEffect(() => {
    if (typed === told) return;
    const timer = setTimeout(() => {
      setTold(typed);
      onChange(typed);
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [typed, told, onChange]);
  const Sign = busy ? LoaderCircle : Search;
  return (
    <div className={cn("relative", className)}>
      <span className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-ink-faint" aria-hidden>
        <Sign className={cn("size-4", busy && "animate-spin")} />
      </span>
      <input
        ref={ref}
        type="search"
        aria-label={label}
        aria-busy={busy || undefined}
        placeholder="Search"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        className={cn(controlClass, "h-8 pl-8 pointer-coarse:h-10 [&::-webkit-search-cancel-button]:hidden")}
      />
      {typed && (
        <IconButton
          label="Clear search"
          size="icon-sm"
          className="absolute top-1/2 right-0.5 -translate-y-1/2"
          onClick={() => setTyped("")}
        >
          <X aria-hidden />
        </IconButton>
      )}
    </div>
  );
}
