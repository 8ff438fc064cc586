const edge = 56;
const fastest = 18;

/** Scrolls the board sideways, and the column under the pointer up and down, while the pointer is near an edge. */
export function autoScroll(board: HTMLElement, pointer: () => { x: number; y: number }, onScroll: () => void) {
  let frame = requestAnimationFrame(turn);

  function turn() {
    const { x, y } = pointer();
    const list = listUnder(board, x);
    const before = [board.scrollLeft, list?.scrollTop];
    const area = board.getBoundingClientRect();
    board.scrollLeft += speed(x, area.left, area.right);
    if (list) {
      const column = list.getBoundingClientRect();
      list.scrollTop += speed(y, column.top, column.bottom);
    }
    if (board.scrollLeft !== before[0] || list?.scrollTop !== before[1]) onScroll();
    frame = requestAnimationFrame(turn);
  }
  return () => cancelAnimationFrame(frame);
}

function listUnder(board: HTMLElement, x: number): HTMLElement | undefined {
  return [...board.querySelectorAll<HTMLElement>("[data-cards]")].find((list) => {
    const { left, right } = list.getBoundingClientRect();
    return x >= left && x < right;
  });
}

/** Pixels a frame: the nearer to the edge the faster. */
function speed(at: number, start: number, end: number): number {
  const near = Math.min(edge, (end - start) / 4);
  if (at < start + near) return -Math.ceil(fastest * Math.min(1, (start + near - at) / near));
  if (at > end - near) return Math.ceil(fastest * Math.min(1, (at - end + near) / near));
  return 0;
}
