import { mkdir, open, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { newId } from "../identifier.ts";
import type { Spill } from "../ports/spill.ts";

/** Files of lines in a folder, in the order of their names; readable by their owner only. */
export function diskSpill(folder: string): Spill {
  return {
    keep: async (lines) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const file = await open(join(folder, `${newId()}.jsonl`), "wx", 0o600);
      try {
        await file.writeFile(lines.map((line) => `${line}\n`).join(""));
        await file.sync();
      } finally {
        await file.close();
      }
    },
    parts: async function* () {
      const names = await readdir(folder).catch(() => []);
      for (const name of names.filter((one) => one.endsWith(".jsonl")).toSorted()) {
        const path = join(folder, name);
        const text = await readFile(path, "utf8").catch(() => null);
        // Another process has replayed it meanwhile.
        if (text === null) continue;
        // A crash while writing leaves half a line at the end, of which nobody was told that it is kept.
        const lines = text
          .slice(0, text.lastIndexOf("\n") + 1)
          .split("\n")
          .filter(Boolean);
        yield { lines, forget: () => rm(path, { force: true }) };
      }
    },
  };
}
