/** The link of a card, which takes its focus. */
export function linkOf(board: HTMLElement | null, card: string): HTMLElement | null {
  return board?.querySelector(`[data-card="${CSS.escape(card)}"] [data-card-link]`) ?? null;
}

/** The card whose link has the focus. */
export function focusedCard(board: HTMLElement | null): string | undefined {
  const focused = document.activeElement;
  if (!(focused instanceof HTMLElement) || !board?.contains(focused) || !focused.matches("[data-card-link]")) return;
  return focused.closest<HTMLElement>("[data-card]")?.dataset["card"];
}

const keepMs = 1500;

/**
 * Gives the focus back to the first of these cards that is shown, should it get lost meanwhile: a card that goes to
 * another column is a new element there, and a dialog that closes finds the card that it was opened from gone.
 * For the first `takeMs` it is theirs wherever it went: a dialog gives it to whatever had it before.
 */
export function keepFocus(board: () => HTMLElement | null, cards: readonly string[], takeMs = 0): void {
  const start = performance.now();
  const until = start + keepMs;
  const look = () => {
    const isLost = performance.now() < start + takeMs || document.activeElement === document.body;
    const link = isLost && cards.map((card) => linkOf(board(), card)).find(Boolean);
    if (link) link.focus();
    if (performance.now() < until) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
