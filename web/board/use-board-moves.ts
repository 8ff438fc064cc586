import { useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { call } from "../api/client.ts";
import type { BoardStage } from "../api/contract.ts";
import { toast } from "../components/toast.tsx";
import { tell } from "../records/changes.ts";
import { nameOf, type StoredRecord } from "../records/model.ts";
import type { ListQuery } from "../records/queries.ts";
import { type Board, boardQuery } from "./board-query.ts";
import { withCard } from "./board-sums.ts";
import { type Place, placeAmong, placed, placeIn } from "./drag/board-shape.ts";
import { useShownMoves } from "./use-shown-moves.ts";

/** What people say of how it ended. */
export type Told = { lostReason?: string | null; wonReason?: string | null; outcomeNote?: string | null };

/** Moves cards of a board: at once on the screen, back when the server refuses, and with a way back when it does not. */
export function useBoardMoves(pipelineId: string, filters: ListQuery) {
  const queryClient = useQueryClient();
  const { queryKey } = boardQuery(pipelineId, filters);
  const showMove = useShownMoves<Board>(queryKey);
  const undoLast = useRef<() => void>(undefined);

  /** Rejects when it was refused; the board shows what is true again before that. */
  async function send(card: StoredRecord, to: string, wanted: Place, told: Told, patch?: Record<string, unknown>) {
    const params = { id: card.id };
    try {
      await showMove((board) => {
        const place = placeAmong(board?.stages.find(({ stage }) => stage.id === to)?.cards ?? [], wanted);
        const change = async () => {
          await call("POST /api/opportunities/{id}/move", { params, body: { stageId: to, ...place, ...told } });
          if (patch)
            await call("PATCH /api/{plural}/{id}", { params: { plural: "opportunities", ...params }, body: patch });
        };
        return { shown: board && withMove(board, card, to, place), send: change };
      });
    } finally {
      void queryClient.invalidateQueries({ queryKey: ["timeline"] });
    }
  }

  async function move(card: StoredRecord, from: BoardStage, to: BoardStage, place: Place, told: Told = {}) {
    const back = placeIn(cardsBeside(queryClient.getQueryData(queryKey), card.id), card.id);
    await send(card, to.id, place, told);
    const undo = () => {
      undoLast.current = undefined;
      const { probability, closeDate } = card;
      void send(card, from.id, back, toldOf(card), { probability, closeDate }).catch(tell);
    };
    undoLast.current = undo;
    if (from.id === to.id) return;
    toast.done({
      title: titles[to.outcome]?.(nameOf(card)) ?? `Moved to ${to.name}`,
      action: { label: "Undo", run: undo },
    });
  }
  return { move, undoLast: () => (undoLast.current ? undoLast.current() : false) };
}

const titles: Record<string, (name: string) => string> = {
  won: (name) => `${name} is won`,
  lost: (name) => `${name} is lost`,
};

function toldOf(card: StoredRecord): Told {
  const told = (name: keyof Told) => (card[name] as string | null) ?? null;
  return { lostReason: told("lostReason"), wonReason: told("wonReason"), outcomeNote: told("outcomeNote") };
}

/** The cards of the stage that this one is in. */
function cardsBeside(board: Board | undefined, id: string): StoredRecord[] {
  return board?.stages.find((column) => column.cards.some((card) => card.id === id))?.cards ?? [];
}

/** The board as it will be. */
function withMove(board: Board, card: StoredRecord, to: string, place: Place): Board {
  const stages = board.stages.map((column) => {
    const stays = column.stage.id === to;
    const isHere = column.cards.some(({ id }) => id === card.id);
    if (stays && isHere) return { ...column, cards: placed(column.cards, card, place) };
    if (stays) {
      const totals = withCard(column.totals, card, 1n, column.stage.probability);
      return { ...column, totals, count: column.count + 1, cards: placed(column.cards, card, place) };
    }
    if (!isHere) return column;
    const cards = column.cards.filter(({ id }) => id !== card.id);
    return { ...column, totals: withCard(column.totals, card, -1n), count: column.count - 1, cards };
  });
  return { ...board, stages };
}
