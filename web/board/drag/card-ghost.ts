/** A picture of the card that follows the pointer; the card itself stays where it is until it is dropped. */
export function cardGhost(card: HTMLElement, x: number, y: number) {
  const { left, top, width, height } = card.getBoundingClientRect();
  const ghost = card.cloneNode(true) as HTMLElement;
  for (const element of [ghost, ...ghost.querySelectorAll<HTMLElement>("*")]) {
    element.removeAttribute("id");
    element.removeAttribute("data-card");
  }
  ghost.inert = true;
  ghost.setAttribute("aria-hidden", "true");
  ghost.classList.remove("opacity-40", "relative");
  ghost.classList.add("pointer-events-none", "fixed", "z-60", "list-none", "rotate-1", "shadow-popup");
  Object.assign(ghost.style, { left: "0", top: "0", width: `${width}px`, height: `${height}px`, margin: "0" });
  document.body.append(ghost);
  const follow = (toX: number, toY: number) => {
    ghost.style.translate = `${left + toX - x}px ${top + toY - y}px`;
  };
  follow(x, y);
  return { follow, remove: () => ghost.remove() };
}
