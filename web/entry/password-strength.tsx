import { cn } from "../components/class-names.ts";
import { strengthOf } from "./strength.ts";

const levels = [
  { words: "Too short.", tone: "bg-danger" },
  { words: "Easy to guess. Longer is stronger: four words do well.", tone: "bg-danger" },
  { words: "Fair. A few more characters make it good.", tone: "bg-warning" },
  { words: "Good.", tone: "bg-success" },
  { words: "Strong.", tone: "bg-success" },
] as const;

/** How hard a new password is to guess. A hint: the server demands the length, and refuses the commonest. */
export function PasswordStrength({ password }: { password: string }) {
  const level = strengthOf(password);
  const { words, tone } = levels[level];
  return (
    <span className="mt-0.5 flex flex-col gap-1">
      <span className="flex gap-1" aria-hidden>
        {[1, 2, 3, 4].map((step) => (
          <span
            key={step}
            className={cn("h-1 flex-1 rounded-full", step <= Math.max(level, 1) ? tone : "bg-pressed")}
          />
        ))}
      </span>
      <span aria-live="polite">{words}</span>
    </span>
  );
}
