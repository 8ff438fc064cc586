import { Navigate } from "@tanstack/react-router";
import { useListState } from "../list-state.ts";
import { boardSearch } from "./board-search.ts";

/** Where a view of opportunities is kept as a board, the board opens with what it can take of the view. */
export function BoardView() {
  const { search } = useListState();
  if (search["layout"] !== "board") return null;
  return <Navigate to="/opportunities/board" search={boardSearch(search)} replace />;
}
