import { Check } from "lucide-react";

const steps = ["File", "Columns", "Check", "Import"] as const;
export type ImportStep = (typeof steps)[number];

/** Where one is on the way from a file to records. */
export function ImportSteps({ at }: { at: ImportStep }) {
  const current = steps.indexOf(at);
  return (
    <ol className="mb-6 flex items-center gap-2 text-sm max-sm:justify-between" aria-label="Steps">
      {steps.map((name, index) => (
        <li
          key={name}
          aria-current={name === at ? "step" : undefined}
          className="group flex items-center gap-2 text-ink-faint aria-[current=step]:font-medium aria-[current=step]:text-ink"
        >
          {index > 0 && <span className="h-px w-6 bg-line-strong max-sm:w-3" aria-hidden />}
          <span className="flex size-5 items-center justify-center rounded-full bg-pressed text-2xs text-ink-muted group-aria-[current=step]:bg-accent group-aria-[current=step]:text-accent-ink">
            {index < current ? <Check className="size-3" aria-label="done" /> : index + 1}
          </span>
          {name}
        </li>
      ))}
    </ol>
  );
}
