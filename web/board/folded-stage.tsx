import type { BoardColumnData } from "../api/contract.ts";
import { cn } from "../components/class-names.ts";
import { formatDecimal, formatMoney } from "../records/format.ts";
import type { BoardDrag } from "./drag/use-board-drag.ts";
import { dotOf } from "./stage-dot.ts";

type FoldedStageProps = { column: BoardColumnData; drag: BoardDrag; onUnfold: () => void };

/** Won or lost at the board's edge: a narrow strip that takes cards, and unfolds when pressed. */
export function FoldedStage({ column: { stage, count, totals }, drag, onUnfold }: FoldedStageProps) {
  const isOver = drag.held?.to.column === stage.id;
  const sum = totals.map(({ currency, amount }) => formatMoney(amount, currency, true)).join(" + ");
  return (
    <section aria-label={stage.name} data-column={stage.id} className="flex w-11 shrink-0 flex-col pb-3">
      <button
        type="button"
        aria-expanded={false}
        onClick={onUnfold}
        className={cn(
          "flex min-h-0 flex-1 flex-col items-center gap-2 overflow-hidden rounded-xl border border-line bg-surface py-3 text-sm hover:bg-hover dark:bg-raised",
          drag.held && "border-dashed border-line-strong",
          isOver && "border-solid border-accent bg-accent-soft",
        )}
      >
        <span className={cn("size-2 shrink-0 rounded-full", dotOf(stage))} aria-hidden />
        <span className="flex items-center gap-2 [writing-mode:vertical-rl]">
          <span className="font-semibold">{stage.name}</span>
          <span className="text-xs text-ink-faint tabular-nums">{formatDecimal(count)}</span>
          <span className="text-xs text-ink-muted tabular-nums" data-sum>
            {sum}
          </span>
        </span>
      </button>
    </section>
  );
}
