import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * Adds to package-lock.json the optional packages of other platforms that a registry mirror did not have when it was
 * written. Without them `npm ci` refuses everywhere, and other platforms miss their binaries. --check only looks; a folder
 * is that of another lockfile, such as examples/nextjs.
 */

const folder = process.argv.slice(2).find((argument) => !argument.startsWith("-")) ?? ".";
const lockfile = fileURLToPath(new URL(`../${folder}/package-lock.json`, import.meta.url));

interface Entry {
  version?: string;
  cpu?: string[];
  dev?: true;
  libc?: string[];
  optional?: true;
  os?: string[];
  optionalDependencies?: Record<string, string>;
}

/** The entry that a package at `from` would load, as Node resolves it. */
function resolves(packages: Record<string, Entry>, from: string, name: string): boolean {
  for (let base = from; ; base = base.slice(0, Math.max(0, base.lastIndexOf("/node_modules/")))) {
    if (`${base && `${base}/`}node_modules/${name}` in packages) return true;
    if (base === "") return false;
  }
}

/** What the name says about the platform, such as `@oxlint/binding-linux-riscv64-musl`. */
function entryFor(name: string, version: string, dev: true | undefined): Entry {
  const [, os, cpu, abi = ""] =
    /(android|darwin|freebsd|linux|openharmony|wasm32|win32)-(\w+)(?:-(\w+))?$/.exec(name) ?? [];
  if (!os || !cpu || !/^\d/.test(version))
    throw new Error(`${name}@${version} does not tell its platform; complete it by hand`);
  const libc = os === "linux" ? { gnu: "glibc", musl: "musl" }[abi] : undefined;
  return {
    version,
    cpu: [os === "wasm32" ? os : cpu],
    ...(dev && { dev }),
    ...(libc && { libc: [libc] }),
    optional: true,
    ...(os !== "wasm32" && { os: [os] }),
  };
}

const lock = JSON.parse(readFileSync(lockfile, "utf8"));
const packages: Record<string, Entry> = lock.packages;
const missing = Object.entries(packages).flatMap(([from, { optionalDependencies = {}, dev }]) =>
  Object.entries(optionalDependencies)
    .filter(([name]) => !resolves(packages, from, name))
    .map(([name, version]): [string, Entry] => [`node_modules/${name}`, entryFor(name, version, dev)]),
);

if (process.argv.includes("--check")) {
  if (missing.length > 0)
    console.error(`package-lock.json lacks ${missing.length} optional packages; run \`npm run complete-lockfile\`.`);
  process.exitCode = missing.length > 0 ? 1 : 0;
} else if (missing.length > 0) {
  const all = [...Object.entries(packages), ...missing].toSorted(([a], [b]) => a.localeCompare(b, "en"));
  writeFileSync(lockfile, `${JSON.stringify({ ...lock, packages: Object.fromEntries(all) }, null, 2)}\n`);
  console.log(`Added ${missing.length} optional packages.`);
}
