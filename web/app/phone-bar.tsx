import { Link } from "@tanstack/react-router";
import { Menu as MenuIcon, Search } from "lucide-react";
import { TypeIcon } from "../records/type-icon.tsx";
import { useRecordTypes } from "../records/queries.ts";
import { usePlaces } from "./go-to.ts";

const first = ["contact", "opportunity", "task"];
const itemClass =
  "flex min-w-0 flex-1 flex-col items-center gap-0.5 py-1.5 text-2xs font-medium text-ink-muted aria-[current=page]:text-accent-text";

/** On a phone: what people reach for most, under the thumb; everything else in the menu. */
export function PhoneBar({ openMenu, openPalette }: { openMenu: () => void; openPalette: () => void }) {
  const types = useRecordTypes().filter((type) => first.includes(type.name));
  const [home] = usePlaces();
  types.sort((a, b) => first.indexOf(a.name) - first.indexOf(b.name));
  return (
    <nav
      aria-label="Quick"
      className="flex border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] lg:hidden print:hidden"
    >
      {types.length === 0 && home && (
        <Link to={home.to} search={{}} className={itemClass}>
          <home.icon className="size-5" aria-hidden />
          {home.label}
        </Link>
      )}
      {types.map((type) => (
        <Link key={type.name} to="/$plural" params={{ plural: type.plural }} className={itemClass}>
          <TypeIcon type={type.name} className="size-5" />
          <span className="max-w-full truncate">{type.pluralLabel}</span>
        </Link>
      ))}
      <button type="button" onClick={openPalette} className={itemClass}>
        <Search className="size-5" aria-hidden />
        Search
      </button>
      <button type="button" onClick={openMenu} className={itemClass}>
        <MenuIcon className="size-5" aria-hidden />
        Menu
      </button>
    </nav>
  );
}
