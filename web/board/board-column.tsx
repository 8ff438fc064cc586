import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { type DragEvent, useState } from "react";
import { call } from "../api/client.ts";
import type { Stage } from "../api/contract.ts";
import { useCan } from "../app/session.ts";
import { Button } from "../components/button.tsx";
import { cn } from "../components/class-names.ts";
import { Skeleton } from "../components/states.tsx";
import { toast } from "../components/toast.tsx";
import { tell } from "../records/changes.ts";
import { formatDecimal, formatMoney } from "../records/format.ts";
import type { RecordType, StoredRecord } from "../records/model.ts";
import { recordListQuery } from "../records/queries.ts";
import { BoardCard } from "./board-card.tsx";
import { sumsByCurrency } from "./sums.ts";

type BoardColumnProps = { type: RecordType; stage: Stage; stages: Stage[] };

const dots = { open: "bg-accent", won: "bg-success", lost: "bg-danger" } as const;
export const cardMedia = "application/x-nextcrm-opportunity";

/** One stage: how many deals and how much, and their cards. */
export function BoardColumn({ type, stage, stages }: BoardColumnProps) {
  const [over, setOver] = useState(false);
  const can = useCan();
  const move = useMove();
  const list = useInfiniteQuery(recordListQuery(type.plural, { "filter[stage][eq]": stage.id, sort: "position", limit: 40 }));
  const records = list.data?.pages.flatMap((page) => page.data) ?? [];
  const first = list.data?.pages[0];

  function onDragOver(event: DragEvent) {
    if (!can("records.write") || !event.dataTransfer.types.includes(cardMedia)) return;
    event.preventDefault();
    setOver(true);
  }
  function onDrop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    const { id, stageId } = JSON.parse(event.dataTransfer.getData(cardMedia)) as { id: string; stageId: string };
    if (stageId !== stage.id) void move(id, stage).catch(tell);
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
        {first?.total !== undefined && (
          <span className="text-xs text-ink-faint tabular-nums">
            {formatDecimal(first.total)}
            {first.totalIsCapped && "+"}
          </span>
        )}
        <span className="ml-auto text-xs text-ink-muted tabular-nums">
          {sumsByCurrency(records).map(([currency, sum]) => formatMoney(sum, currency, true)).join(" + ")}
          {list.hasNextPage && records.length > 0 && "+"}
        </span>
      </header>
      <ul className="flex min-h-24 flex-1 flex-col gap-2 overflow-y-auto px-0.5 pb-3">
        {list.isPending && <Skeleton className="h-20 w-full rounded-lg" />}
        {list.data && records.length === 0 && (
          <li className="rounded-lg border border-dashed border-line-strong py-6 text-center text-xs text-ink-faint">No deals</li>
        )}
        {records.map((record) => (
          <BoardCard key={record.id} record={record} stages={stages} stage={stage} onMove={(to) => void move(record.id, to).catch(tell)} />
        ))}
        {list.hasNextPage && (
          <li>
            <Button look="quiet" size="sm" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              Show more
            </Button>
          </li>
        )}
      </ul>
    </section>
  );
}

function useMove() {
  const queryClient = useQueryClient();
  return async (id: string, to: Stage): Promise<StoredRecord> => {
    const moved = await call("POST /api/opportunities/{id}/move", { params: { id }, body: { stageId: to.id } });
    await queryClient.invalidateQueries({ queryKey: ["records"] });
    toast.done({ title: `Moved to ${to.name}` });
    return moved;
  };
}
