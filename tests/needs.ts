import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { TestOptions } from "vitest";

declare module "vitest" {
  export interface TaskMeta {
    /** What is not on this machine, so that the test was left out. */
    needs?: string;
  }
}

/** Debian's, unless CHROMIUM names another. */
export const chromiumPath = process.env.CHROMIUM || "/usr/bin/chromium";
/** Data and test vectors that are no part of the project. */
export const sharedFolder = resolve(import.meta.dirname, "../../shared");

/** Options for `describe` and `test`: they are left out where the thing is missing, and counted at the end of the run. */
export const needsChromium = needs("Chromium", chromiumPath);
export const needsShared = needs("the folder", sharedFolder);

function needs(what: string, path: string): TestOptions {
  return existsSync(path) ? {} : { skip: true, meta: { needs: `${what} (${path})` } };
}
