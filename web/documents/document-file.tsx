import { useQuery } from "@tanstack/react-query";
import { ChevronRight, Download, FileText } from "lucide-react";
import { addressOf, call } from "../api/client.ts";
import type { DocumentVersion } from "../api/contract.ts";
import { useCan } from "../app/session.ts";
import { buttonClass } from "../components/button.tsx";
import { toast } from "../components/toast.tsx";
import { formatBytes, formatMoment } from "../records/format.ts";
import type { RecordType, StoredRecord } from "../records/model.ts";
import { membersQuery } from "../records/queries.ts";
import { DropZone } from "./drop-zone.tsx";
import { UploadList } from "./upload-list.tsx";
import { useUploads } from "./use-uploads.ts";

/** A document's file: what it is now, what it was before, and the way to put a newer one in its place. */
export function DocumentFile({ type, record }: { type: RecordType; record: StoredRecord }) {
  const can = useCan();
  const { uploads, sendAll, dismiss } = useUploads(type, { into: record.id });
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
      {mayWrite && (
        <DropZone
          label={hasFile ? "Drop a newer version here" : "Drop the document's file here"}
          busy={uploads.some((upload) => !upload.error)}
          onFiles={(files) => void take(files)}
          className={hasFile ? "py-2.5" : "py-8"}
        />
      )}
      <UploadList uploads={uploads} onDismiss={dismiss} />
      {Number(record["fileVersion"] ?? 0) > 1 && <Versions id={record.id} current={Number(record["fileVersion"])} />}
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

function Versions({ id, current }: { id: string; current: number }) {
  const members = useQuery(membersQuery);
  const versions = useQuery({
    queryKey: ["records", "documents", "versions", id, current],
    queryFn: async ({ signal }) => (await call("GET /api/documents/{id}/versions", { params: { id }, signal })).data,
  });
  const earlier = versions.data?.filter(({ fileVersion }) => fileVersion !== current) ?? [];
  if (earlier.length === 0) return null;
  const nameOf = (userId: string | null) => members.data?.find((member) => member.userId === userId)?.name;
  return (
    <details className="group rounded-lg border border-line">
      <summary className="flex list-none items-center gap-2 rounded-lg px-3 py-2 text-sm text-ink-muted hover:text-ink">
        <ChevronRight className="size-4 transition-transform group-open:rotate-90" aria-hidden />
        Earlier versions <span className="tabular-nums">({earlier.length})</span>
      </summary>
      <ol className="divide-y divide-line border-t border-line">
        {earlier.map((version) => (
          <VersionLine key={version.fileVersion} id={id} version={version} by={nameOf(version.createdBy)} />
        ))}
      </ol>
    </details>
  );
}

function VersionLine({ id, version, by }: { id: string; version: DocumentVersion; by: string | undefined }) {
  const query = { version: version.fileVersion };
  return (
    <li className="flex items-center gap-3 px-3 py-2 text-sm">
      <span className="w-6 shrink-0 text-ink-faint tabular-nums">{version.fileVersion}</span>
      <div className="min-w-0 flex-1">
        <p className="truncate">{version.filename ?? "Without a name"}</p>
        <p className="truncate text-xs text-ink-faint tabular-nums">
          {[formatBytes(version.size), formatMoment(version.createdAt), by].filter(Boolean).join(" · ")}
        </p>
      </div>
      <a
        href={addressOf("/api/documents/{id}/content", { id }, query)}
        download={version.filename ?? ""}
        aria-label={`Download version ${version.fileVersion}`}
        className={buttonClass({ look: "quiet", size: "icon-sm" })}
      >
        <Download aria-hidden />
      </a>
    </li>
  );
}
