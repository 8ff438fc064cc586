import { useQuery } from "@tanstack/react-query";
import { Download, FileText } from "lucide-react";
import { addressOf } from "../api/client.ts";
import { useCan } from "../app/session.ts";
import { buttonClass } from "../components/button.tsx";
import { toast } from "../components/toast.tsx";
import { formatBytes } from "../records/format.ts";
import type { RecordType, StoredRecord } from "../records/model.ts";
import { DropZone } from "./drop-zone.tsx";
import { FilePreview } from "./file-preview.tsx";
import { FileVersions } from "./file-versions.tsx";
import { UploadList } from "./upload-list.tsx";
import { uploadLimitQuery, useUploads } from "./use-uploads.ts";

/** A document's file: what it is now, what it was before, and the way to put a newer one in its place. */
export function DocumentFile({ type, record }: { type: RecordType; record: StoredRecord }) {
  const can = useCan();
  const { uploads, sendAll, dismiss } = useUploads(type, { into: record.id });
  const { data: most } = useQuery(uploadLimitQuery);
  const hasFile = typeof record["filename"] === "string" || typeof record["size"] === "number";
  const mayWrite = can("records.write") && !record.deletedAt;

  async function take(files: File[]) {
    const [stored] = await sendAll(files);
    if (stored) toast.done({ title: hasFile ? "New version stored" : "File stored", detail: files[0]?.name ?? "" });
  }
  if (!hasFile && !mayWrite) return null;
  return (
    <section aria-label="File" className="mb-6 flex flex-col gap-3">
      {hasFile && <CurrentFile record={record} />}
      {hasFile && <FilePreview record={record} />}
      {mayWrite && (
        <DropZone
          label={hasFile ? "Drop a newer version here" : "Drop the document's file here"}
          hint={most === undefined ? undefined : `Up to ${formatBytes(most)}`}
          onFiles={(files) => void take(files)}
          className={hasFile ? "py-2.5" : "py-8"}
        />
      )}
      <UploadList uploads={uploads} onDismiss={dismiss} />
      {Number(record["fileVersion"] ?? 0) > 1 && <FileVersions record={record} mayWrite={mayWrite} />}
    </section>
  );
}

function CurrentFile({ record }: { record: StoredRecord }) {
  const facts = [
    typeof record["size"] === "number" && formatBytes(record["size"]),
    record["mediaType"],
    Number(record["fileVersion"]) > 1 && `version ${Number(record["fileVersion"])}`,
  ].filter(Boolean);
  return (
    <div className="flex items-center gap-3 rounded-lg border border-line px-3 py-2.5">
      <FileText className="size-5 shrink-0 text-ink-faint" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="truncate text-sm font-medium">{(record["filename"] as string | null) ?? record.displayName}</p>
        <p className="truncate text-xs text-ink-faint tabular-nums">{facts.join(" · ")}</p>
      </div>
      <a
        href={addressOf("/api/documents/{id}/content", { id: record.id })}
        download={record["filename"] ?? ""}
        className={buttonClass({ look: "secondary" })}
      >
        <Download aria-hidden />
        Download
      </a>
    </div>
  );
}
