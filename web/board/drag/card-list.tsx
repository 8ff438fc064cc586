import { Fragment, type ReactNode } from "react";
import { cn } from "../../components/class-names.ts";
import type { BoardDrag } from "./use-board-drag.ts";

type CardListProps<T> = {
  drag: BoardDrag;
  column: string;
  cards: T[];
  /** Something that stands among the cards, before the one at `between`. */
  fold?: ReactNode;
  between?: number;
  children: (card: T) => ReactNode;
};

/** A column's cards with, while one is carried over it, a line where it will land. */
export function CardList<T extends { id: string }>(props: CardListProps<T>) {
  const { drag, column, cards, fold, between = cards.length, children } = props;
  const { held } = drag;
  const target = held?.to.column === column ? held.to.at : -1;
  const others = cards.filter(({ id }) => id !== held?.card);
  const below = others[target];
  return (
    <>
      {cards.map((card, index) => (
        <Fragment key={card.id}>
          {card === below && <DropLine />}
          {index === between && fold}
          {children(card)}
        </Fragment>
      ))}
      {target >= 0 && !below && <DropLine />}
      {between >= cards.length && fold}
    </>
  );
}

// Its margins swallow its height and the list's gap: nothing moves aside for it.
function DropLine() {
  return (
    <li aria-hidden data-drop-line className="pointer-events-none z-2 -my-[5px] h-0.5 shrink-0 rounded bg-accent" />
  );
}

type CardFrameProps = { drag: BoardDrag; id: string; className?: string; children: ReactNode };

/** A card that can be carried. Its link has `data-card-link` and covers it. */
export function CardFrame({ drag, id, className, children }: CardFrameProps) {
  const { held, mayDrag, grab } = drag;
  return (
    <li
      data-card={id}
      onPointerDown={(event) => grab(event, id)}
      className={cn(
        "group relative shrink-0 rounded-lg border border-line bg-surface p-2.5 shadow-panel select-none [-webkit-touch-callout:none] focus-within:border-line-strong hover:border-line-strong dark:bg-raised",
        mayDrag && "pointer-fine:cursor-grab",
        held?.card === id && "opacity-40",
        held?.card === id && held.by === "keys" && "opacity-100 outline-2 outline-accent",
        className,
      )}
    >
      {children}
    </li>
  );
}
