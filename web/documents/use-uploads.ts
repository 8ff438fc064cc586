import { useCallback, useState } from "react";
import { call } from "../api/client.ts";
import { reasonOf } from "../api/problem.ts";
import { useRecordChanges } from "../records/changes.ts";
import type { RecordType, StoredRecord } from "../records/model.ts";
import { uploadFile } from "./upload.ts";

export type Upload = { key: number; name: string; size: number; part: number; error?: string };
type Link = { type: string; id: string };

let lastKey = 0;

/** Files on their way to the server. `into` is the document they are versions of; else each becomes one, with `links`. */
export function useUploads(type: RecordType, { into, links }: { into?: string; links?: Link[] }) {
  const [uploads, setUploads] = useState<Upload[]>([]);
  const { refresh } = useRecordChanges(type);

  const change = useCallback((key: number, changes: Partial<Upload>) => {
    setUploads((all) => all.map((upload) => (upload.key === key ? { ...upload, ...changes } : upload)));
  }, []);
  const dismiss = useCallback((key: number) => {
    setUploads((all) => all.filter((upload) => upload.key !== key));
  }, []);

  async function send(file: File): Promise<StoredRecord | undefined> {
    const key = ++lastKey;
    setUploads((all) => [...all, { key, name: file.name, size: file.size, part: 0 }]);
    try {
      const onProgress = (part: number) => change(key, { part });
      const stored = into
        ? await uploadFile(into, file, onProgress)
        : await uploadAsDocument(file, links ?? [], onProgress);
      dismiss(key);
      refresh();
      return stored;
    } catch (failure) {
      change(key, { error: reasonOf(failure) });
      return undefined;
    }
  }

  /** One after the other: a document's versions keep the order in which the files were given. */
  async function sendAll(files: readonly File[]): Promise<StoredRecord[]> {
    const stored: StoredRecord[] = [];
    for (const file of files) {
      const done = await send(file);
      if (done) stored.push(done);
    }
    return stored;
  }
  return { uploads, sendAll, dismiss };
}

async function uploadAsDocument(file: File, links: Link[], onProgress: (part: number) => void): Promise<StoredRecord> {
  const body = { name: nameOf(file), ...(links.length > 0 && { links }) };
  const made = await call("POST /api/{plural}", { params: { plural: "documents" }, body });
  try {
    return await uploadFile(made.id, file, onProgress);
  } catch (failure) {
    // A document whose file never arrived would only puzzle people.
    await call("DELETE /api/{plural}/{id}", { params: { plural: "documents", id: made.id }, query: {} }).catch(
      () => undefined,
    );
    throw failure;
  }
}

function nameOf(file: File): string {
  return file.name.replace(/\.[a-z0-9]{1,5}$/i, "").trim() || file.name;
}
