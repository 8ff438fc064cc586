import { useEffect, useRef, useState } from "react";
import { tell } from "../../records/changes.ts";
import { formatDecimal } from "../../records/format.ts";

type MoreCardsProps = {
  /** How many are not shown yet. */
  left: number;
  load: () => Promise<unknown>;
};

/** The end of a column that has more cards: brings them when it is scrolled into sight, or pressed. */
export function MoreCards({ left, load }: MoreCardsProps) {
  const end = useRef<HTMLLIElement>(null);
  const [busy, setBusy] = useState(false);
  async function more() {
    if (busy) return;
    setBusy(true);
    await load().catch(tell);
    setBusy(false);
  }
  useEffect(() => {
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting && void more(), { rootMargin: "200px" });
    if (end.current) watch.observe(end.current);
    return () => watch.disconnect();
    // oxlint-disable-next-line react/exhaustive-deps -- seen once for each set of cards: a failure must not ask again
  }, [left]);
  return (
    <li ref={end}>
      <button
        type="button"
        aria-busy={busy}
        onClick={() => void more()}
        className="w-full rounded-md px-2 py-1.5 text-xs text-accent-text hover:bg-hover pointer-coarse:min-h-10"
      >
        {busy ? "Loading…" : `${formatDecimal(left)} more`}
      </button>
    </li>
  );
}
