import type { Dashboard } from "../../api/contract.ts";
import { cn } from "../../components/class-names.ts";
import { formatDecimal } from "../../records/format.ts";

type Health = Dashboard["health"];
type Component = Health["components"][number];

const words = { healthy: "All is well", degraded: "Some of it is not well", unhealthy: "Out of order" } as const;
const toneOf = (part: number) => (part >= 0.9 ? "text-success" : part >= 0.7 ? "text-warning" : "text-danger");

/** The score; why it is what it is, for whoever asks. */
export function HealthPanel({ health }: { health: Health }) {
  const { score, components, heldBy, notCounted, status } = health;
  const wanting = components.filter(({ raise }) => raise !== null).toSorted((one, other) => other.gain - one.gain);
  const held = components.find(({ name }) => name === heldBy);
  return (
    <section aria-label="Health" className="rounded-xl border border-line bg-surface">
      <div className="flex flex-wrap items-center gap-x-5 gap-y-3 p-4">
        <p className={cn("text-4xl font-semibold tracking-tight tabular-nums", toneOf(score / 100))}>
          {score}
          <span className="text-base font-normal text-ink-faint"> of 100</span>
        </p>
        <div className="min-w-0 flex-1 basis-60">
          <p className="text-sm font-medium">{words[status]}</p>
          <p className="text-sm text-pretty text-ink-muted">
            {wanting[0] ? `${wanting[0].label}: ${wanting[0].raise}` : "Every part that counts has all of its points."}
          </p>
        </div>
      </div>
      <details className="border-t border-line">
        <summary className="cursor-pointer rounded-b-xl px-4 py-2.5 text-sm text-ink-muted hover:text-ink">
          Why {score}
        </summary>
        {held && (
          <p className="px-4 pb-2 text-sm text-ink-muted">
            {held.label} limits the total to {score}, whatever the others score.
          </p>
        )}
        <ul className="divide-y divide-line border-t border-line">
          {components.map((component) => (
            <ComponentLine key={component.name} component={component} />
          ))}
        </ul>
        {notCounted.length > 0 && (
          <p className="border-t border-line px-4 py-2.5 text-xs text-ink-muted">
            Not counted, as it is not set up or there is nothing to judge by: {notCounted.join(", ")}.
          </p>
        )}
      </details>
    </section>
  );
}

function ComponentLine({ component }: { component: Component }) {
  const { label, points, most, raise, gain } = component;
  return (
    <li className="grid grid-cols-[1fr_auto] gap-x-4 px-4 py-2 text-sm sm:grid-cols-[12rem_1fr_auto]">
      <span>{label}</span>
      <span className="text-ink-muted max-sm:order-3 max-sm:col-span-2 max-sm:text-xs">
        {valueText(component)}
        {raise !== null && (
          <span className="block text-pretty">
            {raise}
            {gain > 0 && ` Gains ${gain}.`}
          </span>
        )}
      </span>
      <span className={cn("tabular-nums", toneOf(points / most))}>
        {formatDecimal(points)} <span className="text-ink-faint">of {formatDecimal(most)}</span>
      </span>
    </li>
  );
}

const units = { milliseconds: " ms", seconds: " s", percent: "%", days: " days", count: "", status: "" } as const;

function valueText({ unit, value, well }: Component): string {
  if (value === null) return "No answer";
  if (unit === "status") return value === 1 ? "Up" : value === 0 ? "Down" : "Degraded";
  return `${formatDecimal(Math.round(value * 10) / 10)}${units[unit]}, well at ${formatDecimal(well)}${units[unit]}`;
}
