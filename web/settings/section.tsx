import type { ReactNode } from "react";

type SectionProps = { title: string; intro?: ReactNode; action?: ReactNode; children: ReactNode };

/** A part of a settings page with a heading of its own. */
export function Section({ title, intro, action, children }: SectionProps) {
  return (
    <section className="mb-10">
      <div className="mb-3 flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
        <div className="min-w-48 flex-1">
          <h2 className="text-lg font-semibold">{title}</h2>
          {intro && <p className="mt-0.5 text-sm text-pretty text-ink-muted">{intro}</p>}
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}

export const boxClass = "divide-y divide-line rounded-xl border border-line";
export const lineClass = "flex min-h-14 flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5";
