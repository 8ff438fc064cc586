import { createContext, type DragEvent, type ReactNode, use, useState } from "react";
import { Upload as UploadIcon } from "lucide-react";
import { toast } from "../../components/toast.tsx";
import { UploadList } from "../../documents/upload-list.tsx";
import { useUploads } from "../../documents/use-uploads.ts";
import { nameOf, type RecordType, type StoredRecord } from "../model.ts";

type FileDrop = { send: (files: File[]) => void; busy: boolean };
const FileDropContext = createContext<FileDrop>({ send: () => undefined, busy: false });

/** Takes files for the record of the page. */
export function useFileDrop(): FileDrop {
  return use(FileDropContext);
}

type FileDropAreaProps = { documents: RecordType; type: RecordType; record: StoredRecord; children: ReactNode };

/** Files dropped anywhere in here are attached to the record. */
export function FileDropArea({ documents, type, record, children }: FileDropAreaProps) {
  const { uploads, sendAll, dismiss } = useUploads(documents, { links: [{ type: type.name, id: record.id }] });
  const [over, setOver] = useState(false);
  async function send(files: File[]) {
    const stored = await sendAll(files);
    if (stored.length > 0) {
      toast.done({ title: stored.length === 1 ? `${nameOf(stored[0]!)} attached` : `${stored.length} files attached` });
    }
  }
  function onDragOver(event: DragEvent) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    setOver(true);
  }
  function onDrop(event: DragEvent) {
    setOver(false);
    // A place of its own within the page, such as a newer version's, has taken them.
    if (event.isDefaultPrevented() || event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    void send([...event.dataTransfer.files]);
  }
  function onDragLeave(event: DragEvent) {
    if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget))) setOver(false);
  }
  const busy = uploads.some((upload) => !upload.error);
  return (
    <FileDropContext value={{ send: (files) => void send(files), busy }}>
      <div
        className="relative flex min-h-0 flex-1 flex-col"
        onDragOver={onDragOver}
        onDragLeave={onDragLeave}
        onDrop={onDrop}
      >
        {children}
        {uploads.length > 0 && (
          <div className="border-t border-line px-4 py-2">
            <UploadList uploads={uploads} onDismiss={dismiss} />
          </div>
        )}
        {over && (
          <p className="pointer-events-none absolute inset-2 z-20 flex items-center justify-center gap-2 rounded-lg border-2 border-dashed border-accent bg-accent-soft/90 text-sm font-medium">
            <UploadIcon className="size-4" aria-hidden />
            Drop to attach to {nameOf(record)}
          </p>
        )}
      </div>
    </FileDropContext>
  );
}
