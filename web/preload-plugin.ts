import { readFileSync } from "node:fs";
import type { Plugin, Rolldown } from "vite";
import { beforeApp, type EarlyPage } from "./before-app.ts";
import { frameModule, pageModules } from "./chunks.ts";
import { pageSize } from "./records/page-size.ts";

/** Pages that people open by their address, the first that fits, each with what it asks for first. */
const pages: readonly [path: RegExp, module: string, questions?: string[]][] = [
  [/^\/$/, pageModules.home],
  [/^\/opportunities\/board$/, pageModules.board, ["/api/pipelines"]],
  [/^\/audit-log$/, "audit/audit-log-page.tsx"],
  [
    /^\/(accounts|contacts|leads|opportunities|activities|tasks|projects|documents|invoices|contracts)$/,
    pageModules.list,
    [`/api*?limit=${pageSize}`],
  ],
  [/^\/[a-z]+\/[0-9a-f-]{36}$/, pageModules.record, ["/api*?trash=include"]],
];
/** What the frame asks for before it shows anything; who somebody is, first. */
const questions = ["/api/me", "/api/record-types"];
/** What a list draws instead of its table in a narrow window. */
const narrowList = ["records/list/phone-toolbar.tsx", "records/list/record-cards.tsx"];
const themeScript = '<script src="/theme.js"></script>';

/** Puts what runs before the app into one script, in the place of public/theme.js. */
export function preloadPages(): Plugin {
  let script = "";
  return {
    name: "nextcrm-preload-pages",
    apply: "build",
    generateBundle(_, bundle) {
      const theme = readFileSync(`${import.meta.dirname}/public/theme.js`, "utf8");
      const source = `${theme}(${beforeApp.toString()})(${JSON.stringify(tableOf(bundle))}, ${JSON.stringify(questions)});\n`;
      script = this.getFileName(this.emitFile({ type: "asset", name: "before-app.js", source }));
    },
    transformIndexHtml: {
      order: "post",
      handler: (html) => {
        if (!html.includes(themeScript)) throw new Error(`index.html has no ${themeScript}`);
        return html.replace(themeScript, `<script src="/${script}"></script>`);
      },
    },
  };
}

function tableOf(bundle: Rolldown.OutputBundle): EarlyPage[] {
  const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
  const rootsOf = (module: string) => {
    const roots = chunks.filter((chunk) => chunk.moduleIds.some((id) => id.endsWith(`/web/${module}`)));
    if (roots.length === 0) throw new Error(`No chunk holds web/${module}, which preload-plugin.ts names`);
    return roots;
  };
  const present = filesOf(
    chunks,
    chunks.filter((chunk) => chunk.isEntry),
  );
  return pages.map(([path, module, asked = []]) => {
    const needed = filesOf(chunks, [...rootsOf(frameModule), ...rootsOf(module)]);
    const ofNarrow = module === pageModules.list ? filesOf(chunks, narrowList.flatMap(rootsOf)) : [];
    const isNew = (file: string) => !present.includes(file);
    return [path.source, needed.filter(isNew), ofNarrow.filter((file) => isNew(file) && !needed.includes(file)), asked];
  });
}

/** Chunks with everything that they import at once. */
function filesOf(chunks: readonly Rolldown.OutputChunk[], roots: readonly Rolldown.OutputChunk[]): string[] {
  const files = new Set(roots.map((chunk) => chunk.fileName));
  for (const file of files)
    for (const imported of chunks.find((chunk) => chunk.fileName === file)?.imports ?? []) files.add(imported);
  return [...files];
}
