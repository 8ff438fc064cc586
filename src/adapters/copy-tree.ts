import { constants } from "node:fs";
import { chmod, chown, copyFile, mkdir, opendir, stat } from "node:fs/promises";
import { join } from "node:path";

interface CopyOptions {
  /** Whether to leave something out, by its path from the folder. */
  skip?(path: string): boolean;
  /** Whose the copies are; the program's own when not said. */
  owner?: { uid: number; gid: number };
}

export interface Copied {
  files: number;
  bytes: number;
}

/**
 * Copies a folder into another, which is made, while others may write in the first: what vanishes meanwhile is left
 * out. Only folders and files are copied. Rejects with the file system's error, of which ENOSPC is one.
 */
export async function copyTree(from: string, to: string, options: CopyOptions = {}): Promise<Copied> {
  const copied = { files: 0, bytes: 0 };
  await copyInto(from, to, "", options, copied);
  return copied;
}

async function copyInto(from: string, to: string, path: string, options: CopyOptions, copied: Copied): Promise<void> {
  const target = join(to, path);
  await mkdir(target, { recursive: true, mode: 0o700 });
  await chmod(target, 0o700);
  await own(target, options);
  const entries = await orNothing(opendir(join(from, path)));
  if (!entries) return;
  for await (const entry of entries) {
    const name = join(path, entry.name);
    if (options.skip?.(name)) continue;
    if (entry.isDirectory()) await copyInto(from, to, name, options, copied);
    else if (entry.isFile()) await copyOne(join(from, name), join(to, name), options, copied);
  }
}

async function copyOne(from: string, to: string, options: CopyOptions, copied: Copied): Promise<void> {
  const done = await orNothing(copyFile(from, to, constants.COPYFILE_FICLONE).then(() => stat(to)));
  if (!done) return;
  await own(to, options);
  copied.files += 1;
  copied.bytes += done.size;
}

async function own(path: string, { owner }: CopyOptions): Promise<void> {
  if (owner) await chown(path, owner.uid, owner.gid);
}

async function orNothing<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
