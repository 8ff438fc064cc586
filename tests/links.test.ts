import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const pages = globSync(["*.md", "docs/**/*.md", "examples/*/*.md"], { cwd: root }).toSorted();

/** Headings as GitHub makes addresses of them. */
function anchorsOf(file: string): string[] {
  if (!file.endsWith(".md")) return [];
  const headings = [...readFileSync(file, "utf8").matchAll(/^#+ (.+)$/gm)];
  return headings.map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

test.each(pages)("each link of %s leads somewhere", (page) => {
  const file = join(root, page);
  const links = [...readFileSync(file, "utf8").matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
  // What begins with a slash is served by an installation.
  for (const link of links.filter((one) => !/^(?:https?:|mailto:|\/)/.test(one))) {
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? file : join(dirname(file), path);
    expect(existsSync(target), link).toBe(true);
    expect([undefined, ...anchorsOf(target)], link).toContain(anchor);
  }
});
