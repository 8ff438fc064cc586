import { type Command, useShortcuts } from "../../../app/shortcuts.ts";

export type GridCommands = {
  mayWrite: boolean;
  inTrash: boolean;
  /** Moves the cursor by rows; also from outside the grid. */
  step: (by: number) => void;
  extend: (by: number) => boolean;
  open: () => boolean;
  edit: () => boolean;
  toggle: () => boolean;
  selectAll: () => boolean;
  selectNone: () => boolean;
  trash: () => boolean;
  copy: () => boolean;
};

/** What can be done with rows by single keys; they stand in the overview. */
export function useGridShortcuts(grid: GridCommands) {
  const group = "List";
  const reading: Command[] = [
    { keys: "j", label: "Next row", group, run: () => grid.step(1) },
    { keys: "k", label: "Previous row", group, run: () => grid.step(-1) },
    { keys: "o", label: "Open the record", group, run: grid.open },
    { keys: "mod+c", label: "Copy the cell", group, run: grid.copy },
  ];
  const writing: Command[] = [
    { keys: "e", label: "Edit the cell", group, run: grid.edit },
    { keys: "x", label: "Select the row", group, run: grid.toggle },
    { keys: "shift+j", label: "Extend the selection down", group, run: () => grid.extend(1) },
    { keys: "shift+k", label: "Extend the selection up", group, run: () => grid.extend(-1) },
    { keys: "mod+a", label: "Select all that are loaded", group, run: grid.selectAll },
    { keys: "Escape", label: "Select none", group, run: grid.selectNone },
  ];
  const trashing: Command[] = [
    { keys: "#", label: "Move to the trash", group, run: grid.trash },
    { keys: "Delete", label: "Move to the trash", group, run: grid.trash },
  ];
  useShortcuts([...reading, ...(grid.mayWrite ? writing : []), ...(grid.mayWrite && !grid.inTrash ? trashing : [])]);
}
