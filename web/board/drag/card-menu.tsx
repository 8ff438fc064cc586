import { Ellipsis } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "../../components/button.tsx";
import { Menu } from "../../components/menu.tsx";

/** Where a card can go, for whoever does not drag. Its button shows on the card that is pointed at or focused. */
export function CardMenu({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Menu
      trigger={
        <IconButton
          label={`Move ${name}`}
          size="icon-sm"
          className="relative z-1 -m-1 size-6 group-focus-within:opacity-100 group-hover:opacity-100 data-popup-open:opacity-100 pointer-fine:opacity-0"
        >
          <Ellipsis aria-hidden />
        </IconButton>
      }
    >
      {children}
    </Menu>
  );
}
