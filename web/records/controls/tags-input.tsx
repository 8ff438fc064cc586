import { X } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { cn } from "../../components/class-names.ts";
import { useFieldControl } from "../../components/field.tsx";
import { controlClass } from "../../components/input.tsx";
import type { ControlProps } from "./field-control.tsx";

/** Words that are added with Enter or a comma and taken away one by one. */
export function TagsInput({ value, onChange, autoFocus, label }: ControlProps) {
  const tags = Array.isArray(value) ? (value as string[]) : [];
  const [text, setText] = useState("");

  function add() {
    const next = text
      .split(",")
      .map((tag) => tag.trim())
      .filter((tag) => tag && !tags.includes(tag));
    if (next.length > 0) onChange([...tags, ...next]);
    setText("");
  }
  function onKeyDown(event: KeyboardEvent) {
    if ((event.key === "Enter" || event.key === ",") && text.trim()) {
      event.preventDefault();
      event.stopPropagation();
      add();
    } else if (event.key === "Backspace" && text === "") {
      onChange(tags.slice(0, -1));
    }
  }
  return (
    <div className={cn(controlClass, "flex min-h-8 flex-wrap items-center gap-1 py-1 focus-within:border-accent")}>
      {tags.map((tag) => (
        <span key={tag} className="tone-gray inline-flex h-5 items-center gap-1 rounded-md pl-1.5 text-xs font-medium">
          {tag}
          <button
            type="button"
            aria-label={`Remove ${tag}`}
            className="flex size-5 items-center justify-center rounded-md hover:bg-pressed"
            onClick={() => onChange(tags.filter((other) => other !== tag))}
          >
            <X className="size-3" aria-hidden />
          </button>
        </span>
      ))}
      <input
        {...useFieldControl()}
        aria-label={label}
        autoFocus={autoFocus}
        value={text}
        placeholder={tags.length === 0 ? "Add a tag" : ""}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={add}
        className="min-w-16 flex-1 bg-transparent text-sm outline-none placeholder:text-ink-faint"
      />
    </div>
  );
}
