import { existsSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
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

/** Where Debian's golang-golang-x-mod-dev puts the sources of Go's own transparency log. */
const goPath = "/usr/share/gocode";
/** What Go needs to be told to build from there, without the network. */
export const goEnvironment = { GOPATH: goPath, GO111MODULE: "off", GOFLAGS: "" };

/** Options for `describe` and `test`: they are left out where the thing is missing, and counted at the end of the run. */
export const needsChromium = needs("Chromium", chromiumPath);
export const needsGo: TestOptions = goProgram()
  ? needs("golang-golang-x-mod-dev", `${goPath}/src/golang.org/x/mod`)
  : needs("Go", "golang-go");
export const needsSystemd: TestOptions = needs("systemd-analyze", "/usr/bin/systemd-analyze");
/** `npm ci --ignore-scripts` in examples/nextjs brings it. */
export const needsNextJs = needs(
  "the example's packages",
  join(import.meta.dirname, "../examples/nextjs/node_modules/next"),
);
export const needsShared = needs("the folder", sharedFolder);

function goProgram(): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, "go")));
}

function needs(what: string, path: string): TestOptions {
  return existsSync(path) ? {} : { skip: true, meta: { needs: `${what} (${path})` } };
}
