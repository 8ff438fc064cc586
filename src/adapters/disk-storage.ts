import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import type { Storage, Stored, StoredFile } from "../ports/storage.ts";

const segment = /^(?!\.{1,2}$)[A-Za-z0-9_.-]{1,200}$/;

/** Files below a folder, readable by this program's user only. */
export function diskStorage(folder: string): Storage {
  const pathOf = (key: string) => {
    const segments = key.split("/");
    if (!segments.every((name) => segment.test(name))) throw new TypeError(`${JSON.stringify(key)} is no storage key`);
    return join(folder, "files", ...segments);
  };
  return {
    write: async (key, bytes) => {
      const path = pathOf(key);
      // Beside the files, not among them: a half-written one is nobody's, and on the same disk, so that it can be moved.
      const unfinished = join(folder, "unfinished", randomUUID());
      await mkdir(dirname(unfinished), { recursive: true, mode: 0o700 });
      try {
        const stored = await writeDurably(unfinished, bytes);
        await moveTo(unfinished, path);
        await syncFolder(dirname(path));
        return stored;
      } catch (error) {
        await rm(unfinished, { force: true });
        throw error;
      }
    },
    read: async (key, range) => {
      const file = await open(pathOf(key)).catch(absent);
      if (!file) return null;
      // An open file stays readable to its end when it is replaced or removed meanwhile.
      const part = range ? { start: range.start, end: range.end - 1 } : {};
      if (range && range.end <= range.start) {
        await file.close();
        return new Blob([]).stream();
      }
      return Readable.toWeb(createReadStream("", { fd: file, ...part })) as ReadableStream<Uint8Array>;
    },
    remove: async (key) => {
      const path = pathOf(key);
      await rm(path, { force: true });
      await removeEmptyFolders(dirname(path), join(folder, "files"));
    },
    list: async function* (owner) {
      if (!segment.test(owner)) throw new TypeError(`${JSON.stringify(owner)} is no part of a storage key`);
      const root = join(folder, "files");
      for (const kind of await readdir(root).catch(noEntries)) yield* filesBelow(root, `${kind}/${owner}`);
    },
  };
}

/** Until it is there: whoever removes the last file of a folder removes the folder, perhaps before this one is in it. */
async function moveTo(from: string, path: string): Promise<void> {
  for (;;) {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    try {
      return await rename(from, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      // Where it is the file itself that is gone, this says so.
      await stat(from);
    }
  }
}

/** The folder and those above it, as far as nothing is in them. */
async function removeEmptyFolders(folder: string, root: string): Promise<void> {
  for (let at = folder; at !== root; at = dirname(at)) {
    const removed = await rmdir(at).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (["ENOTEMPTY", "EEXIST", "ENOENT", "ENOTDIR"].includes(error.code!)) return error.code === "ENOENT";
        throw error;
      },
    );
    if (!removed) return;
  }
}

async function* filesBelow(root: string, key: string): AsyncGenerator<StoredFile> {
  const entries = await readdir(join(root, key), { withFileTypes: true }).catch(noEntries);
  for (const entry of entries) {
    const inner = `${key}/${entry.name}`;
    if (entry.isDirectory()) yield* filesBelow(root, inner);
    else {
      const found = await stat(join(root, inner)).catch(absent);
      if (found) yield { key: inner, size: found.size };
    }
  }
}

function noEntries(error: NodeJS.ErrnoException): [] {
  absent(error);
  return [];
}

async function writeDurably(path: string, bytes: AsyncIterable<Uint8Array>): Promise<Stored> {
  const file = await open(path, "wx", 0o600);
  try {
    const hash = createHash("sha256");
    let size = 0;
    for await (const chunk of bytes) {
      hash.update(chunk);
      size += chunk.byteLength;
      await file.appendFile(chunk);
    }
    await file.sync();
    return { size, sha256: hash.digest("hex") };
  } finally {
    await file.close();
  }
}

/** Makes the new name survive a crash as well. */
async function syncFolder(path: string): Promise<void> {
  // None where the file was removed meanwhile, and its folder with it.
  const folder = await open(path).catch(absent);
  try {
    await folder?.sync();
  } finally {
    await folder?.close();
  }
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT" || error.code === "ENOTDIR" || error.code === "EISDIR") return null;
  throw error;
}
