import { cn } from "./class-names.ts";
import { type Tone, tones } from "./badge.tsx";

// Red is kept for what went wrong.
const faces = tones.filter((tone) => tone !== "gray" && tone !== "red");

/** The same name always gets the same tone. */
export function toneOf(text: string): Tone {
  let sum = 7;
  for (const char of text) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 9973;
  return faces[sum % faces.length] ?? "gray";
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return (
    ends
      .map((word) => /[\p{L}\p{N}]/u.exec(word ?? "")?.[0] ?? "")
      .join("")
      .toLocaleUpperCase() || "?"
  );
}

type AvatarProps = { name: string; shape?: "person" | "thing"; size?: "xs" | "sm" | "md" | "lg"; className?: string };

const sizes = {
  xs: "size-4 text-[0.5rem]",
  sm: "size-5 text-[0.5625rem]",
  md: "size-7 text-2xs",
  lg: "size-11 text-base",
};

/** Initials on a colour. People are round, things are square. Purely decorative: the name stands beside it. */
export function Avatar({ name, shape = "person", size = "sm", className }: AvatarProps) {
  return (
    <span
      aria-hidden
      className={cn(
        `tone-${toneOf(name)} inline-flex shrink-0 select-none items-center justify-center font-semibold`,
        sizes[size],
        shape === "person" ? "rounded-full" : "rounded-[28%]",
        className,
      )}
    >
      {shape === "person" ? initials(name) : initials(name).slice(0, 1)}
    </span>
  );
}
