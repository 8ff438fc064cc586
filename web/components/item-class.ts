/** The look of a line in a popup: of a select, a combobox or a menu. */
export const itemClass =
  "flex min-h-7 w-full cursor-default select-none items-center gap-2 rounded-md px-2 py-1 text-sm text-ink outline-none data-highlighted:bg-hover dark:data-highlighted:bg-pressed data-disabled:opacity-50 pointer-coarse:min-h-10 [&_svg]:size-4 [&_svg]:shrink-0";
