import { autoScroll } from "./auto-scroll.ts";
import type { Spot } from "./board-shape.ts";
import { cardGhost } from "./card-ghost.ts";
import { spotUnder } from "./spot-under.ts";

type Grab = {
  board: HTMLElement;
  card: HTMLElement;
  down: PointerEvent;
  onStart: () => void;
  onOver: (spot: Spot) => void;
  /** Without a spot the card was let go of nowhere, or Escape was pressed. */
  onEnd: (spot: Spot | undefined) => void;
};

/** Pixels by which a mouse moves before it drags: less is a click. */
const slack = 5;
/** A finger rests this long on a card before it drags: sooner it scrolls. */
const restMs = 320;

/** Follows one press on a card until it is let go of; it becomes a drag, or stays a click or a scroll. */
export function followPointer({ board, card, down, onStart, onOver, onEnd }: Grab): void {
  const byFinger = down.pointerType !== "mouse";
  const at = { x: down.clientX, y: down.clientY };
  const over = new AbortController();
  const { signal } = over;
  let drag: ReturnType<typeof begin> | undefined;
  const rest = byFinger ? setTimeout(() => (drag ??= begin()), restMs) : undefined;

  function begin() {
    document.getSelection()?.removeAllRanges();
    document.body.classList.add("select-none");
    if (byFinger) navigator.vibrate?.(8);
    onStart();
    const ghost = cardGhost(card, at.x, at.y);
    let spot: Spot | undefined;
    const look = () => {
      spot = spotUnder(board, card.dataset["card"] ?? "", at.x, at.y);
      if (spot) onOver(spot);
    };
    const stopScrolling = autoScroll(board, () => at, look);
    look();
    return {
      move: () => {
        ghost.follow(at.x, at.y);
        look();
      },
      end: (dropped: boolean) => {
        stopScrolling();
        ghost.remove();
        document.body.classList.remove("select-none");
        swallowClick();
        onEnd(dropped ? spot : undefined);
      },
    };
  }
  function finish(dropped: boolean) {
    clearTimeout(rest);
    over.abort();
    drag?.end(dropped);
  }
  const listen = <K extends keyof WindowEventMap>(name: K, heard: (event: WindowEventMap[K]) => void, options = {}) =>
    window.addEventListener(name, heard, { signal, ...options });

  listen("pointermove", (event) => {
    if (event.pointerId !== down.pointerId) return;
    const moved = Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY);
    if (!drag && byFinger && moved > slack * 2) return finish(false);
    at.x = event.clientX;
    at.y = event.clientY;
    if (!drag && !byFinger && moved > slack) drag = begin();
    drag?.move();
  });
  listen("pointerup", (event) => event.pointerId === down.pointerId && finish(true));
  listen("pointercancel", (event) => event.pointerId === down.pointerId && finish(false));
  listen("blur", () => finish(false));
  listen("dragstart", (event) => event.preventDefault());
  listen("contextmenu", (event) => byFinger && event.preventDefault());
  // Once it drags, the finger must not scroll the page as well.
  listen("touchmove", (event) => drag && event.preventDefault(), { passive: false });
  listen(
    "keydown",
    (event) => {
      if (!drag || event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      finish(false);
    },
    { capture: true },
  );
}

/** The click that follows a drop is none. */
function swallowClick() {
  const stop = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  window.addEventListener("click", stop, { capture: true, once: true });
  setTimeout(() => window.removeEventListener("click", stop, { capture: true }), 50);
}
