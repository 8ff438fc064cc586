import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { call } from "../api/client.ts";
import { reasonOf } from "../api/problem.ts";
import { useRecordChanges } from "../records/changes.ts";
import { formatBytes } from "../records/format.ts";
import type { RecordType, StoredRecord } from "../records/model.ts";
import { uploadFile } from "./upload.ts";

export type Upload = {
  key: number;
  name: string;
  size: number;
  /** How much has gone, from 0 to 1. */
  part: number;
  error?: string | undefined;
  cancel: () => void;
  /** Absent where it would fail again. */
  retry?: (() => void) | undefined;
};
type Link = { type: string; id: string };
type Waiting = { key: number; file: File; done: (stored: StoredRecord | undefined) => void };

let lastKey = 0;

/** How large a file may be. */
export const uploadLimitQuery = {
  queryKey: ["upload-limit"],
  staleTime: Infinity,
  queryFn: async ({ signal }: { signal: AbortSignal }) =>
    (await call("GET /api/documents/limits", { signal })).largestBytes,
};

/** Files on their way to the server. `into` is the document they are versions of; else each becomes one, with `links`. */
export function useUploads(type: RecordType, { into, links }: { into?: string; links?: Link[] }) {
  const [uploads, setUploads] = useState<Upload[]>([]);
  const { data: most = Infinity } = useQuery(uploadLimitQuery);
  const { refresh } = useRecordChanges(type);
  // One after the other: a document's versions keep the order in which the files were given.
  const queue = useRef<Waiting[]>([]);
  const sending = useRef<{ key: number; over: AbortController }>(undefined);

  useWarning(uploads.some((upload) => !upload.error));

  function change(key: number, changes: Partial<Upload>) {
    setUploads((all) => all.map((upload) => (upload.key === key ? { ...upload, ...changes } : upload)));
  }
  function dismiss(key: number) {
    setUploads((all) => all.filter((upload) => upload.key !== key));
  }
  function cancel(key: number) {
    if (sending.current?.key === key) sending.current.over.abort();
    for (const waiting of queue.current.filter((one) => one.key === key)) waiting.done(undefined);
    queue.current = queue.current.filter((one) => one.key !== key);
    dismiss(key);
  }

  function add(file: File): Promise<StoredRecord | undefined> {
    const key = ++lastKey;
    const { name, size } = file;
    const entry = { key, name, size, part: 0, cancel: () => cancel(key) };
    if (size > most) {
      setUploads((all) => [...all, { ...entry, error: `A file may have at most ${formatBytes(most)}.` }]);
      return Promise.resolve(undefined);
    }
    setUploads((all) => [...all, entry]);
    return new Promise((done) => enqueue({ key, file, done }));
  }
  function enqueue(waiting: Waiting) {
    queue.current.push(waiting);
    if (!sending.current) void sendNext();
  }
  async function sendNext() {
    const next = queue.current.shift();
    if (!next) return;
    const { key, file, done } = next;
    const over = new AbortController();
    sending.current = { key, over };
    const onProgress = (part: number) => change(key, { part });
    try {
      const target = { into, links: links ?? [] };
      const stored = await store(file, target, onProgress, over.signal);
      dismiss(key);
      refresh();
      done(stored);
    } catch (failure) {
      const retry = () => {
        change(key, { error: undefined, retry: undefined, part: 0 });
        enqueue({ key, file, done: () => undefined });
      };
      if (!over.signal.aborted) change(key, { error: reasonOf(failure), retry });
      done(undefined);
    }
    sending.current = undefined;
    void sendNext();
  }

  /** Answers with the documents of those that arrived. */
  async function sendAll(files: readonly File[]): Promise<StoredRecord[]> {
    const stored = await Promise.all(files.map(add));
    return stored.filter((one) => one !== undefined);
  }
  return { uploads, sendAll, dismiss };
}

type Target = { into: string | undefined; links: Link[] };
type OnProgress = (part: number) => void;

function store(file: File, { into, links }: Target, onProgress: OnProgress, signal: AbortSignal) {
  return into ? uploadFile(into, file, onProgress, signal) : uploadAsDocument(file, links, onProgress, signal);
}

async function uploadAsDocument(file: File, links: Link[], onProgress: OnProgress, signal: AbortSignal) {
  const body = { name: nameOf(file), ...(links.length > 0 && { links }) };
  const made = await call("POST /api/{plural}", { params: { plural: "documents" }, body });
  try {
    return await uploadFile(made.id, file, onProgress, signal);
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

/** The browser asks before a page is left whose files are still on their way. */
function useWarning(busy: boolean) {
  useEffect(() => {
    if (!busy) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [busy]);
}
