import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { useInTurn } from "./in-turn.ts";

/** The board as it will be, and what has the server do it. */
type Move<Board> = (board: Board | undefined) => { shown: Board | undefined; send: () => Promise<unknown> };

/**
 * Moves cards of a board that a query holds: at once on the screen, and on the server one after the other, since the
 * place of one may be beside another whose own move is still under way. Rejects with what was refused, after the board
 * shows again what was there before.
 */
export function useShownMoves<Board>(queryKey: QueryKey) {
  const queryClient = useQueryClient();
  const underWay = useRef(0);
  const inTurn = useInTurn();
  return async (move: Move<Board>) => {
    await queryClient.cancelQueries({ queryKey });
    const before = queryClient.getQueryData<Board>(queryKey);
    const { shown, send } = move(before);
    queryClient.setQueryData<Board>(queryKey, shown);
    underWay.current += 1;
    try {
      await inTurn(send);
    } catch (failure) {
      queryClient.setQueryData<Board>(queryKey, before);
      throw failure;
    } finally {
      underWay.current -= 1;
      // While others are under way the server's board would show their cards where they were.
      if (underWay.current === 0) void queryClient.invalidateQueries({ queryKey: ["records"] });
    }
  };
}
