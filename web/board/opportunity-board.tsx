import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import type { BoardColumnData, BoardStage } from "../api/contract.ts";
import { useCan, useMe } from "../app/session.ts";
import { useShortcuts } from "../app/shortcuts.ts";
import { tell, useRecordChanges } from "../records/changes.ts";
import { useNarrow } from "../records/list/use-narrow.ts";
import { nameOf, type RecordType, type StoredRecord } from "../records/model.ts";
import type { ListQuery } from "../records/queries.ts";
import { boardQuery, moreCards } from "./board-query.ts";
import { BoardFrame } from "./drag/board-frame.tsx";
import type { Place } from "./drag/board-shape.ts";
import { focusedCard, keepFocus } from "./drag/card-focus.ts";
import { useBoardDrag } from "./drag/use-board-drag.ts";
import { FoldedStage } from "./folded-stage.tsx";
import { StageColumn } from "./stage-column.tsx";
import { useBoardMoves } from "./use-board-moves.ts";

const OutcomeDialog = lazy(() => import("./outcome-dialog.tsx").then((module) => ({ default: module.OutcomeDialog })));

type OpportunityBoardProps = {
  type: RecordType;
  pipelineId: string;
  filters: ListQuery;
  columns: BoardColumnData[];
  narrowed: boolean;
  closedShown: boolean;
  showClosed: (shown: boolean) => void;
};

type Move = { record: StoredRecord; from: BoardStage; to: BoardStage; place: Place };

export function OpportunityBoard(props: OpportunityBoardProps) {
  const { type, pipelineId, filters, columns, narrowed, closedShown, showClosed } = props;
  const can = useCan();
  const narrow = useNarrow();
  const mayWrite = can("records.write");
  const moves = useBoardMoves(pipelineId, filters);
  const [asking, setAsking] = useState<Move>();
  const add = useQuickAdd(type);
  const loadMore = useLoadMore(pipelineId, filters);
  const stages = columns.map(({ stage }) => stage);
  const isFolded = ({ outcome }: BoardStage) => outcome !== "open" && !closedShown && !narrow;

  /** What is won or lost is asked for its reason first. */
  function start(record: StoredRecord, to: BoardStage | undefined, place: Place) {
    const from = columns.find(({ cards }) => cards.some(({ id }) => id === record.id))?.stage;
    if (!from || !to) return;
    const move = { record, from, to, place };
    if (to.outcome !== "open" && to.outcome !== from.outcome) setAsking(move);
    else void moves.move(record, from, to, place).catch(tell);
  }
  const find = (id: string | undefined) => columns.flatMap(({ cards }) => cards).find((card) => card.id === id);
  const drag = useBoardDrag({
    mayDrag: mayWrite,
    columns: columns.map(({ stage, cards }) => ({
      id: stage.id,
      name: stage.name,
      cards: isFolded(stage) ? [] : cards.map((card) => ({ id: card.id, name: nameOf(card) })),
    })),
    onDrop: ({ card, to, place }) => {
      const record = find(card);
      if (record)
        start(
          record,
          stages.find(({ id }) => id === to.column),
          place,
        );
    },
  });

  function end(outcome: "won" | "lost") {
    const record = mayWrite && !drag.held && find(focusedCard(drag.board.current));
    const to = stages.find((stage) => stage.outcome === outcome);
    if (!record || !to || record["status"] === outcome) return false;
    start(record, to, {});
    return true;
  }
  useShortcuts([
    { keys: "w", label: "Mark the card as won", group: "Board", run: () => end("won") },
    { keys: "l", label: "Mark the card as lost", group: "Board", run: () => end("lost") },
    { keys: "mod+z", label: "Undo the last move", group: "Board", run: moves.undoLast },
  ]);

  /** The card that was asked about, or its neighbour once it has gone out of sight. */
  function focusAround({ record, from }: Move) {
    const cards = columns.find(({ stage }) => stage.id === from.id)?.cards ?? [];
    const at = cards.findIndex(({ id }) => id === record.id);
    const around = [record, cards[at + 1], cards[at - 1]].flatMap((card) => (card ? [card.id] : []));
    keepFocus(() => drag.board.current, around, 250);
  }
  return (
    <>
      <BoardFrame drag={drag} tabs={columns.map(({ stage, count }) => ({ id: stage.id, name: stage.name, count }))}>
        {columns.map((column) =>
          isFolded(column.stage) ? (
            <FoldedStage key={column.stage.id} column={column} drag={drag} onUnfold={() => showClosed(true)} />
          ) : (
            <StageColumn
              key={column.stage.id}
              column={column}
              stages={stages}
              drag={drag}
              narrowed={narrowed}
              onMove={(record, to) => start(record, to, {})}
              onAdd={mayWrite && column.stage.outcome === "open" ? (name) => add(name, column.stage) : undefined}
              onFold={column.stage.outcome === "open" ? undefined : () => showClosed(false)}
              loadMore={() => loadMore(column)}
            />
          ),
        )}
      </BoardFrame>
      {asking && (
        <Suspense>
          <OutcomeDialog
            outcome={asking.to.outcome === "won" ? "won" : "lost"}
            name={nameOf(asking.record)}
            save={(told) => moves.move(asking.record, asking.from, asking.to, asking.place, told)}
            onClose={() => {
              setAsking(undefined);
              focusAround(asking);
            }}
          />
        </Suspense>
      )}
    </>
  );
}

function useQuickAdd(type: RecordType) {
  const { create } = useRecordChanges(type);
  const { user } = useMe();
  return async (name: string, stage: BoardStage): Promise<boolean> => {
    try {
      await create({ name, stageId: stage.id, ownerId: user.id });
      return true;
    } catch (failure) {
      tell(failure);
      return false;
    }
  };
}

/** Adds a stage's next cards to those that are shown. */
function useLoadMore(pipelineId: string, filters: ListQuery) {
  const queryClient = useQueryClient();
  const { queryKey } = boardQuery(pipelineId, filters);
  return async ({ stage, nextCursor }: BoardColumnData) => {
    if (!nextCursor) return;
    const { data, nextCursor: next } = await moreCards(stage.id, filters, nextCursor);
    queryClient.setQueryData(queryKey, (board) => {
      if (!board) return board;
      const stages = board.stages.map((column) => {
        if (column.stage.id !== stage.id || column.nextCursor !== nextCursor) return column;
        const known = new Set(column.cards.map(({ id }) => id));
        return { ...column, cards: [...column.cards, ...data.filter(({ id }) => !known.has(id))], nextCursor: next };
      });
      return { ...board, stages };
    });
  };
}
