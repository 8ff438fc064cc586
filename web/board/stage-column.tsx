import { ChevronsRightLeft, Plus } from "lucide-react";
import { useState } from "react";
import type { BoardColumnData, BoardStage } from "../api/contract.ts";
import { IconButton } from "../components/button.tsx";
import { cn } from "../components/class-names.ts";
import { formatDecimal, formatMoney } from "../records/format.ts";
import type { StoredRecord } from "../records/model.ts";
import { CardList } from "./drag/card-list.tsx";
import { MoreCards } from "./drag/more-cards.tsx";
import type { BoardDrag } from "./drag/use-board-drag.ts";
import { NameForm } from "./name-form.tsx";
import { OpportunityCard } from "./opportunity-card.tsx";
import { dotOf } from "./stage-dot.ts";

type StageColumnProps = {
  column: BoardColumnData;
  stages: BoardStage[];
  drag: BoardDrag;
  narrowed: boolean;
  onMove: (record: StoredRecord, to: BoardStage) => void;
  /** Absent where nothing may be added. */
  onAdd?: ((name: string) => Promise<boolean>) | undefined;
  onFold?: (() => void) | undefined;
  loadMore: () => Promise<unknown>;
};

/** One stage: how many and how much, and its cards. */
export function StageColumn({ column, stages, drag, narrowed, onMove, onAdd, onFold, loadMore }: StageColumnProps) {
  const { stage, count, cards } = column;
  const [adding, setAdding] = useState(false);
  const isOver = drag.held?.to.column === stage.id;
  return (
    <section
      aria-label={stage.name}
      data-column={stage.id}
      className={cn(
        "flex min-w-52 shrink-0 flex-1 basis-52 snap-center flex-col rounded-xl transition-colors max-sm:min-w-[calc(100vw-2rem)] sm:max-w-80",
        isOver && "bg-accent-soft",
      )}
    >
      <header className="px-1.5 pb-1.5">
        <div className="flex h-8 items-center gap-2">
          <span className={cn("size-2 shrink-0 rounded-full", dotOf(stage))} aria-hidden />
          <h2 className="truncate text-sm font-semibold">{stage.name}</h2>
          <span className="text-xs text-ink-faint tabular-nums">{formatDecimal(count)}</span>
          <span className="ml-auto flex">
            {onFold && (
              <IconButton label={`Fold ${stage.name}`} size="icon-sm" className="max-sm:hidden" onClick={onFold}>
                <ChevronsRightLeft aria-hidden />
              </IconButton>
            )}
            {onAdd && (
              <IconButton label={`Add to ${stage.name}`} size="icon-sm" onClick={() => setAdding(true)}>
                <Plus aria-hidden />
              </IconButton>
            )}
          </span>
        </div>
        <StageSums column={column} />
      </header>
      <ul data-cards className="flex min-h-24 flex-1 flex-col gap-2 overflow-y-auto px-0.5 pt-0.5 pb-4">
        {adding && onAdd && (
          <li>
            <NameForm
              label={`New opportunity in ${stage.name}`}
              placeholder="Name, then Enter"
              onSubmit={onAdd}
              onCancel={() => setAdding(false)}
            />
          </li>
        )}
        <CardList drag={drag} column={stage.id} cards={cards}>
          {(record) => (
            <OpportunityCard
              record={record}
              stage={stage}
              stages={stages}
              drag={drag}
              onMove={(to) => onMove(record, to)}
            />
          )}
        </CardList>
        {cards.length === 0 && !adding && (
          <EmptyStage stage={stage} narrowed={narrowed} add={onAdd && (() => setAdding(true))} />
        )}
        {column.nextCursor && cards.length < count && <MoreCards left={count - cards.length} load={loadMore} />}
      </ul>
    </section>
  );
}

function StageSums({ column: { stage, totals } }: { column: BoardColumnData }) {
  const sum = totals.map(({ currency, amount }) => formatMoney(amount, currency, true)).join(" + ");
  const weighted = totals.map((total) => formatMoney(total.weighted, total.currency, true)).join(" + ");
  const told = stage.outcome === "open" && sum ? `${weighted}, each amount times its probability` : undefined;
  return (
    // What does not fit beside the sum wraps out of sight.
    <p className="flex h-4 flex-wrap gap-x-1.5 overflow-hidden text-xs text-ink-muted tabular-nums" data-tooltip={told}>
      <span className="max-w-full truncate" data-sum>
        {sum}
      </span>
      {told && <span className="text-ink-faint">· {weighted} weighted</span>}
    </p>
  );
}

function EmptyStage({ stage, narrowed, add }: { stage: BoardStage; narrowed: boolean; add: (() => void) | undefined }) {
  const text = narrowed
    ? "Nothing matches here"
    : stage.outcome === "open"
      ? "Nothing in this stage"
      : `Nothing ${stage.outcome} yet`;
  return (
    <li className="flex flex-col items-center gap-1 rounded-lg border border-dashed border-line-strong px-3 py-5 text-center text-xs text-ink-faint">
      {text}
      {add && !narrowed && (
        <button
          type="button"
          onClick={add}
          className="rounded text-accent-text hover:underline pointer-coarse:min-h-10"
        >
          Add an opportunity
        </button>
      )}
    </li>
  );
}
