import { cn } from "./class-names.ts";

export type Bar = {
  id: string;
  /** What the bar says when it is pointed at, and to whoever hears it. */
  words: string;
  value: number;
  /** So much of the value is shown as what went wrong. */
  marked?: number;
};

type BarsProps = {
  bars: Bar[];
  className?: string;
  /** What the whole picture says. Needed where bars cannot be pressed, as they are one image then. */
  label?: string;
  /** With it, bars are buttons. */
  onPress?: (id: string) => void;
  pressed?: (id: string) => boolean;
};

const barClass = "flex h-full min-w-px flex-1 items-end";

/** Counts over time, each a bar as high as its part of the highest. */
export function Bars({ bars, className, label, onPress, pressed }: BarsProps) {
  const most = Math.max(1, ...bars.map(({ value }) => value));
  return (
    <div
      className={cn("flex items-end", bars.length > 60 ? "gap-px" : "gap-0.5", className)}
      {...(!onPress && { role: "img", "aria-label": label })}
    >
      {bars.map((bar) =>
        onPress ? (
          <button
            key={bar.id}
            type="button"
            aria-label={bar.words}
            data-tooltip={bar.words}
            aria-pressed={pressed?.(bar.id)}
            onClick={() => onPress(bar.id)}
            className={cn(barClass, "group")}
          >
            <Column bar={bar} most={most} />
          </button>
        ) : (
          <div key={bar.id} data-tooltip={bar.words} className={cn(barClass, "group")}>
            <Column bar={bar} most={most} />
          </div>
        ),
      )}
    </div>
  );
}

function Column({ bar: { value, marked = 0 }, most }: { bar: Bar; most: number }) {
  return (
    <span
      className="flex w-full flex-col justify-end overflow-hidden rounded-sm bg-accent/35 group-hover:bg-accent group-aria-pressed:bg-accent"
      style={{ height: value === 0 ? "2px" : `max(4px, ${(value / most) * 100}%)` }}
    >
      {marked > 0 && <span className="min-h-0.5 bg-danger" style={{ height: `${(marked / value) * 100}%` }} />}
    </span>
  );
}
