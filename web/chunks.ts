import type { Rolldown } from "vite";

/** Where the code of a page begins that people open by its address; each needs the frame as well. */
export const pageModules = {
  home: "app/home-page.tsx",
  list: "records/list/list-page.tsx",
  record: "records/page/record-page.tsx",
  board: "board/board-page.tsx",
} as const;
export const frameModule = "app/shell.tsx";
const entryModule = "main.tsx";

type InfoOf = (id: string) => Rolldown.ModuleInfo | null;

/**
 * Names the file of a module: what every page begins with, and what the frame and the pages share, come in one file
 * each. Dozens of tiny ones would each cost a request, and compress badly.
 */
export function chunkOf(name: "start" | "frame") {
  return (id: string, context: Rolldown.ChunkingContext): string | null => {
    groups ??= groupsOf((one) => context.getModuleInfo(one));
    return groups[name].has(id) ? name : null;
  };
}
let groups: ReturnType<typeof groupsOf> | undefined;

function groupsOf(infoOf: InfoOf): { start: Set<string>; frame: Set<string> } {
  const rootOf = (module: string) => `${import.meta.dirname}/${module}`;
  const reached = (module: string) => reachedFrom([rootOf(module)], infoOf);
  const start = reached(entryModule);
  const frame = reached(frameModule);
  const pages = Object.values(pageModules).map(reached);
  const isLight = (id: string) => isOwn(id) || start.has(id) || frame.has(id);
  const isShared = (id: string) => id.includes("/web/components/") || pages.filter((page) => page.has(id)).length > 1;
  const shared = pages.flatMap((page) => [...page]).filter(isShared);
  // Not where it would bring a library along that only some pages need.
  for (const id of shared) if ([...reachedFrom([id], infoOf)].every(isLight)) frame.add(id);
  // The entry keeps a file of its own, that no other imports.
  start.delete(rootOf(entryModule));
  for (const id of start) frame.delete(id);
  return { start, frame };
}

/** Of this app, and the icons that it draws. */
function isOwn(id: string): boolean {
  return !id.includes("node_modules") || id.includes("/lucide-react/");
}

/** Modules with everything that they import at once. */
function reachedFrom(ids: readonly string[], infoOf: InfoOf): Set<string> {
  const found = new Set(ids);
  for (const id of found) for (const imported of infoOf(id)?.importedIds ?? []) found.add(imported);
  return found;
}
