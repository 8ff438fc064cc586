import { Check, ChevronDown, X } from "lucide-react";
import { useState } from "react";
import { IconButton } from "../components/button.tsx";
import { cn } from "../components/class-names.ts";
import { Input } from "../components/input.tsx";
import { itemClass } from "../components/item-class.ts";
import { Popover } from "../components/popover.tsx";
import type { Option } from "../components/select.tsx";

type ChipProps = {
  label: string;
  value: string | undefined;
  onClear: () => void;
  children: (close: () => void) => React.ReactNode;
};

/** A filter as a chip: its name until it is set, then what it is set to, with a way to take it off. */
export function Chip({ label, value, onClear, children }: ChipProps) {
  const [open, setOpen] = useState(false);
  return (
    <span className="inline-flex h-8 max-w-full rounded-md border border-line-strong bg-surface text-sm pointer-coarse:h-10">
      <Popover
        label={`Filter by ${label.toLowerCase()}`}
        open={open}
        onOpenChange={setOpen}
        className="p-1"
        trigger={
          <button
            type="button"
            className={cn(
              "flex min-w-0 items-center gap-1.5 rounded-md px-2.5 hover:bg-hover",
              value && "rounded-r-none",
            )}
          >
            <span className={value ? "text-ink-faint" : "text-ink-muted"}>{label}</span>
            {value ? (
              <span className="max-w-40 truncate font-medium">{value}</span>
            ) : (
              <ChevronDown className="size-3.5 text-ink-faint" aria-hidden />
            )}
          </button>
        }
      >
        {children(() => setOpen(false))}
      </Popover>
      {value && (
        <IconButton
          label={`Remove the filter by ${label.toLowerCase()}`}
          className="size-auto w-7 rounded-l-none border-l border-line pointer-coarse:size-auto pointer-coarse:w-10"
          onClick={onClear}
        >
          <X aria-hidden />
        </IconButton>
      )}
    </span>
  );
}

type FacetProps = {
  label: string;
  value: string | undefined;
  options: readonly Option[];
  onChange: (value: string | undefined) => void;
};

const searchedFrom = 9;

/** A filter that is one of several values. Many of them are found by typing. */
export function Facet({ label, value, options, onChange }: FacetProps) {
  const [typed, setTyped] = useState("");
  const shown = options.filter((option) => option.label.toLowerCase().includes(typed.trim().toLowerCase()));
  const chosen = options.find((option) => option.value === value)?.label ?? value;
  return (
    <Chip label={label} value={chosen} onClear={() => onChange(undefined)}>
      {(close) => {
        const pick = (next: string) => {
          onChange(next === value ? undefined : next);
          setTyped("");
          close();
        };
        return (
          <>
            {options.length >= searchedFrom && (
              <Input
                autoFocus
                aria-label={`Find in ${label.toLowerCase()}`}
                placeholder="Find…"
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
                onKeyDown={(event) => event.key === "Enter" && shown[0] && pick(shown[0].value)}
                className="mb-1"
              />
            )}
            <ul className="max-h-72 overflow-y-auto">
              {shown.map((option) => (
                <li key={option.value}>
                  <button
                    type="button"
                    aria-pressed={option.value === value}
                    className={cn(itemClass, "w-full -outline-offset-2 hover:bg-hover")}
                    onClick={() => pick(option.value)}
                  >
                    <span className="flex-1 truncate text-left">{option.label}</span>
                    {option.value === value && <Check className="size-4 text-accent-text" aria-hidden />}
                  </button>
                </li>
              ))}
              {shown.length === 0 && <li className="px-2 py-3 text-sm text-ink-faint">Nothing of that name.</li>}
            </ul>
          </>
        );
      }}
    </Chip>
  );
}
