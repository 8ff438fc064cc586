import { ArrowLeft, ArrowRight, Ellipsis, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import type { TaskColumn } from "../api/contract.ts";
import { NameForm } from "../board/name-form.tsx";
import { IconButton } from "../components/button.tsx";
import { cn } from "../components/class-names.ts";
import { Menu, MenuItem } from "../components/menu.tsx";
import { formatDecimal } from "../records/format.ts";
import { isOver } from "./board-query.ts";
import type { SectionChanges } from "./use-section-changes.ts";

type SectionHeaderProps = {
  column: TaskColumn;
  columns: TaskColumn[];
  sections: SectionChanges;
  mayWrite: boolean;
  name: string;
};

export function SectionHeader({ column, columns, sections, mayWrite, name }: SectionHeaderProps) {
  const [renaming, setRenaming] = useState(false);
  const { id } = column;
  const done = column.tasks.filter(isOver).length;
  if (renaming && id !== null) {
    return (
      <div className="mb-1 px-0.5">
        <NameForm
          label={`New name of ${name}`}
          initial={name}
          onSubmit={async (next) => {
            setRenaming(false);
            return sections.rename(id, next);
          }}
          onCancel={() => setRenaming(false)}
        />
      </div>
    );
  }
  return (
    <header className="flex h-9 items-center gap-2 px-1.5">
      <h2 className={cn("truncate text-sm font-semibold", id === null && "text-ink-muted")}>{name}</h2>
      <span className="text-xs text-ink-faint tabular-nums">{formatDecimal(column.count - done)}</span>
      {id !== null && mayWrite && (
        <Menu
          trigger={
            <IconButton label={`Change the section ${name}`} size="icon-sm" className="ml-auto">
              <Ellipsis aria-hidden />
            </IconButton>
          }
        >
          <SectionMenu id={id} columns={columns} sections={sections} rename={() => setRenaming(true)} />
        </Menu>
      )}
    </header>
  );
}

type SectionMenuProps = Pick<SectionHeaderProps, "columns" | "sections"> & { id: string; rename: () => void };

function SectionMenu({ id, columns, sections, rename }: SectionMenuProps) {
  const all = columns.filter((other) => other.id !== null);
  const at = all.findIndex((other) => other.id === id);
  return (
    <>
      <MenuItem onClick={rename}>
        <Pencil aria-hidden />
        Rename
      </MenuItem>
      {at > 0 && (
        <MenuItem onClick={() => sections.move(id, -1)}>
          <ArrowLeft aria-hidden />
          Move left
        </MenuItem>
      )}
      {at < all.length - 1 && (
        <MenuItem onClick={() => sections.move(id, 1)}>
          <ArrowRight aria-hidden />
          Move right
        </MenuItem>
      )}
      <MenuItem danger onClick={() => sections.remove(id)}>
        <Trash2 aria-hidden />
        Remove
      </MenuItem>
    </>
  );
}
