import { mkdir, open, readdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { newId } from "../identifier.ts";
import { signedIn } from "../ports/witness.ts";
import type { Signed, Witness } from "../ports/witness.ts";

interface Settings {
  folder: string;
  failed(error: unknown): void;
  /** The least time between two writes of what was signed meanwhile. */
  pauseMilliseconds?: number;
}

/**
 * Up to 256 files, of the logs whose ids end alike: as many logs as there may be take no more files, and a file is
 * written anew as a whole. Processes that share the folder share what they remember. Where two write the same file at
 * once, one of them may bring back an earlier note of a log, which is as true and tells a little less.
 */
export function diskWitness({ folder, failed, pauseMilliseconds = 1_000 }: Settings): Witness {
  const kept = new Map<string, string>();
  let writing: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  const read = async (name: string): Promise<Map<string, string>> => {
    const text = await readFile(join(folder, name), "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return "{}";
      throw error;
    });
    try {
      return new Map(Object.entries(JSON.parse(text) as Record<string, string>));
    } catch (error) {
      // A file system that lost it must not stop every log; the next note that is kept is written over it.
      failed(new Error(`${join(folder, name)} cannot be read`, { cause: error }));
      return new Map();
    }
  };
  const write = async (name: string, notes: ReadonlyMap<string, string>) => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const next = join(folder, `${name}.${newId()}`);
    const file = await open(next, "wx", 0o600);
    try {
      await file.writeFile(JSON.stringify(Object.fromEntries(notes)));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(next, join(folder, name));
  };
  const writeKept = async () => {
    for (const [name, ids] of Map.groupBy(kept.keys(), fileOf)) {
      const notes = await read(name);
      const written = ids.map((id) => [id, kept.get(id)!] as const);
      for (const [id, note] of written) notes.set(id, larger(note, notes.get(id)));
      await write(name, notes);
      for (const [id, note] of written) if (kept.get(id) === note) kept.delete(id);
    }
  };
  const flush = async () => {
    clearTimeout(timer);
    timer = undefined;
    // One after the other: whoever asks while one writes waits for the next.
    while (writing) await writing.catch(() => undefined);
    if (kept.size === 0) return;
    writing = writeKept().finally(() => (writing = undefined));
    await writing;
  };
  const later = () => {
    timer ??= setTimeout(() => {
      flush().catch((error) => {
        failed(error);
        later();
      });
    }, pauseMilliseconds).unref();
  };
  return {
    recall: async (ids) => {
      const signed = new Map<string, Signed>();
      for (const [name, wanted] of Map.groupBy(ids, fileOf)) {
        const notes = await read(name);
        for (const id of wanted) {
          const known = [kept.get(id), notes.get(id)].filter((note) => note !== undefined);
          const one = known.length === 0 ? null : signedIn(known.reduce(larger));
          if (one) signed.set(id, one);
        }
      }
      return signed;
    },
    keep: (notes) => {
      for (const [id, note] of notes) kept.set(id, note);
      if (kept.size > 0) later();
    },
    logs: async function* () {
      const names = await readdir(folder).catch(() => []);
      for (const name of names.filter((one) => /^[0-9a-f]{2}\.json$/.test(one))) yield [...(await read(name)).keys()];
    },
    replace: async (id, note) => {
      kept.delete(id);
      await flush();
      const notes = await read(fileOf(id));
      if (note === null) notes.delete(id);
      else notes.set(id, note);
      await write(fileOf(id), notes);
    },
    flush,
  };
}

/** The last digits of an id are random. */
function fileOf(organizationId: string): string {
  return `${organizationId.slice(-2)}.json`;
}

/** Another process may have sealed more, while this one stood still before it wrote. */
function larger(note: string, other: string | undefined): string {
  return other !== undefined && (signedIn(other)?.size ?? 0) > (signedIn(note)?.size ?? 0) ? other : note;
}
