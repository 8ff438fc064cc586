import type { ReactNode } from "react";

/** One state of one component: what it is called and what it looks like. */
export type Specimen = { state: string; shows: ReactNode };
export type Exhibit = { name: string; /** What to know before using it. */ about: string; specimens: Specimen[] };

/** A component with all its states beside each other. */
export function ExhibitView({ exhibit: { name, about, specimens } }: { exhibit: Exhibit }) {
  return (
    <section className="border-t border-line py-6 first:border-t-0">
      <h3 className="text-base font-semibold">{name}</h3>
      <p className="mt-0.5 mb-4 text-sm text-pretty text-ink-muted">{about}</p>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,13rem),1fr))] items-start gap-x-6 gap-y-5">
        {specimens.map(({ state, shows }) => (
          <li key={state} className="min-w-0">
            <p className="mb-1.5 text-2xs text-ink-faint">{state}</p>
            {shows}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A text longer than any place for it. */
export const longText = "Donaudampfschifffahrtsgesellschaftskapitän and Sons (Holding) International GmbH & Co. KG";
