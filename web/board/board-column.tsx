import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type DragEvent, lazy, Suspense, useState } from "react";
import { call } from "../api/client.ts";
import type { BoardColumnData, BoardStage } from "../api/contract.ts";
import { useCan } from "../app/session.ts";
import { cn } from "../components/class-names.ts";
import { toast } from "../components/toast.tsx";
import { tell } from "../records/changes.ts";
import { formatDecimal, formatMoney } from "../records/format.ts";
import { BoardCard } from "./board-card.tsx";

const LoseDialog = lazy(() => import("./lose-dialog.tsx").then((module) => ({ default: module.LoseDialog })));

type BoardColumnProps = { column: BoardColumnData; stages: BoardStage[] };

const dots: Record<string, string> = { open: "bg-accent", won: "bg-success", lost: "bg-danger" };
export const cardMedia = "application/x-nextcrm-opportunity";

/** One stage: how many deals and how much, and their cards. */
export function BoardColumn({ column, stages }: BoardColumnProps) {
  const { stage, count, totals, cards } = column;
  const [over, setOver] = useState(false);
  const can = useCan();
  const move = useMove();
  const [losing, setLosing] = useState<{ id: string; to: BoardStage }>();
  // What is lost is asked for its reason first.
  const start = (id: string, to: BoardStage) =>
    to.outcome === "lost" ? setLosing({ id, to }) : void move(id, to).catch(tell);

  function onDragOver(event: DragEvent) {
    if (!can("records.write") || !event.dataTransfer.types.includes(cardMedia)) return;
    event.preventDefault();
    setOver(true);
  }
  function onDrop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    const { id, stageId } = JSON.parse(event.dataTransfer.getData(cardMedia)) as { id: string; stageId: string };
    if (stageId !== stage.id) start(id, stage);
  }
  return (
    <section
      aria-label={stage.name}
      onDragOver={onDragOver}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
      className={cn("flex w-72 shrink-0 snap-start flex-col rounded-xl max-sm:w-[82vw]", over && "bg-accent-soft")}
    >
      <header className="flex h-9 items-center gap-2 px-1.5">
        <span className={cn("size-2 rounded-full", dots[stage.outcome])} aria-hidden />
        <h2 className="truncate text-sm font-semibold">{stage.name}</h2>
        <span className="text-xs text-ink-faint tabular-nums">{formatDecimal(count)}</span>
        <span className="ml-auto text-xs text-ink-muted tabular-nums">
          {totals.map(({ currency, amount }) => formatMoney(amount, currency, true)).join(" + ")}
        </span>
      </header>
      <ul className="flex min-h-24 flex-1 flex-col gap-2 overflow-y-auto px-0.5 pb-3">
        {cards.length === 0 && (
          <li className="rounded-lg border border-dashed border-line-strong py-6 text-center text-xs text-ink-faint">
            No deals
          </li>
        )}
        {cards.map((record) => (
          <BoardCard
            key={record.id}
            record={record}
            stages={stages}
            stage={stage}
            onMove={(to) => start(record.id, to)}
          />
        ))}
        {count > cards.length && (
          <li>
            <Link
              to="/$plural"
              params={{ plural: "opportunities" }}
              search={{ "filter[stage][eq]": stage.id }}
              className="block rounded-md px-2 py-1.5 text-center text-xs text-accent-text hover:bg-hover"
            >
              Show all {formatDecimal(count)}
            </Link>
          </li>
        )}
      </ul>
      {losing && (
        <Suspense>
          <LoseDialog onClose={() => setLosing(undefined)} lose={(reason) => move(losing.id, losing.to, reason)} />
        </Suspense>
      )}
    </section>
  );
}

/** Moves a card and lets the board count anew. */
function useMove() {
  const queryClient = useQueryClient();
  return async (id: string, to: BoardStage, lostReason?: string | null) => {
    await call("POST /api/opportunities/{id}/move", { params: { id }, body: { stageId: to.id, lostReason } });
    await queryClient.invalidateQueries({ queryKey: ["records"] });
    toast.done({ title: `Moved to ${to.name}` });
  };
}
