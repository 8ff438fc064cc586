import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/** What the page names: scripts, style sheets and modules, all of them with a hash in their names. */
const named = /(<(?:script|link)\b[^>]*?\s(?:src|href)="\/(assets\/[^"]+)")/g;

/** Says in the page what each file that it names has inside, so that a browser takes no other from wherever it comes. */
export function subresourceIntegrity(): Plugin {
  return {
    name: "nextcrm-subresource-integrity",
    apply: "build",
    // Not before the files are written: what chunks import is filled in late.
    writeBundle: ({ dir }) => {
      const page = join(dir!, "index.html");
      const html = readFileSync(page, "utf8");
      writeFileSync(
        page,
        html.replace(named, (_, tag: string, file: string) => `${tag} integrity="${digestOf(join(dir!, file))}"`),
      );
    },
  };
}

function digestOf(file: string): string {
  return `sha384-${createHash("sha384").update(readFileSync(file)).digest("base64")}`;
}
