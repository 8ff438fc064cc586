import type { Plugin, Rolldown } from "vite";

/** Pages that people open by their address, the first that fits; each needs the frame as well. */
const pages: readonly [path: RegExp, module: string][] = [
  [/^\/$/, "app/home-page.tsx"],
  [/^\/opportunities\/board$/, "board/board-page.tsx"],
  [/^\/audit-log$/, "audit/audit-log-page.tsx"],
  [/^\/[a-z-]+$/, "records/list/list-page.tsx"],
  [/^\/[a-z-]+\/[0-9a-f-]{36}$/, "records/page/record-page.tsx"],
];
const frame = "app/shell.tsx";
/** What the frame asks for before it shows anything. */
const questions = ["/api/me", "/api/record-types"];

/**
 * Lets the browser fetch a page's code and first answers while the app's own code is still on its way. Without it they
 * are asked for one after the other, and each waits for the network anew.
 */
export function preloadPages(): Plugin {
  let script = "";
  return {
    name: "nextcrm-preload-pages",
    apply: "build",
    generateBundle(_, bundle) {
      const source = `(${preload.toString()})(${JSON.stringify(tableOf(bundle))}, ${JSON.stringify(questions)});\n`;
      script = this.getFileName(this.emitFile({ type: "asset", name: "preload.js", source }));
    },
    transformIndexHtml: {
      order: "post",
      handler: () => [{ tag: "script", attrs: { src: `/${script}`, async: true }, injectTo: "head" }],
    },
  };
}

function tableOf(bundle: Rolldown.OutputBundle): [path: string, files: string[]][] {
  const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
  const rootsOf = (module: string) => {
    const roots = chunks.filter((chunk) => chunk.facadeModuleId?.endsWith(`/web/${module}`));
    if (roots.length === 0) throw new Error(`No chunk begins with web/${module}, which preload-plugin.ts names`);
    return roots;
  };
  const present = filesOf(
    chunks,
    chunks.filter((chunk) => chunk.isEntry),
  );
  return pages.map(([path, module]) => {
    const needed = filesOf(chunks, [...rootsOf(frame), ...rootsOf(module)]);
    return [path.source, needed.filter((file) => !present.includes(file))];
  });
}

/** Chunks with everything that they import at once. */
function filesOf(chunks: readonly Rolldown.OutputChunk[], roots: readonly Rolldown.OutputChunk[]): string[] {
  const files = new Set(roots.map((chunk) => chunk.fileName));
  for (const file of files)
    for (const imported of chunks.find((chunk) => chunk.fileName === file)?.imports ?? []) files.add(imported);
  return [...files];
}

/** Runs in the page, on its own: nothing outside of it is there. */
function preload(table: [path: string, files: string[]][], asked: string[]): void {
  let known = false;
  try {
    known = localStorage.getItem("nextcrm.known") === "1";
  } catch {
    // Without storage the app asks in its own time.
  }
  const page = table.find(([path]) => new RegExp(path).test(location.pathname));
  if (!known || !page) return;
  const link = (attributes: Record<string, string>) =>
    document.head.append(Object.assign(document.createElement("link"), attributes));
  for (const file of page[1]) link({ rel: "modulepreload", href: `/${file}` });
  for (const href of asked) link({ rel: "preload", as: "fetch", crossOrigin: "anonymous", href });
}
