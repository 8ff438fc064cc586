import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { addressOf } from "../api/client.ts";
import { useCan } from "../app/session.ts";
import { buttonClass } from "../components/button.tsx";
import { ErrorState, Skeleton } from "../components/states.tsx";
import { formatAgo, formatBytes } from "../records/format.ts";
import { nameOf, type RecordType, type StoredRecord } from "../records/model.ts";
import { fewRecordsQuery, useRecordType } from "../records/queries.ts";
import { TypeIcon } from "../records/type-icon.tsx";
import { DropZone } from "./drop-zone.tsx";
import { UploadList } from "./upload-list.tsx";
import { useUploads } from "./use-uploads.ts";

const most = 100;

/** The documents that are linked to a record, and a place to drop more. */
export function FilesSection({ type, record }: { type: RecordType; record: StoredRecord }) {
  const documents = useRecordType("document");
  return documents ? <Files documents={documents} type={type} record={record} /> : null;
}

function Files({ documents, type, record }: { documents: RecordType; type: RecordType; record: StoredRecord }) {
  const can = useCan();
  const link = { type: type.name, id: record.id };
  const { uploads, sendAll, dismiss } = useUploads(documents, { links: [link] });
  const filter = { "filter[links][contains]": `${type.name}:${record.id}` };
  const files = useQuery(fewRecordsQuery("documents", { ...filter, sort: "-createdAt", limit: most }));
  return (
    <div className="flex flex-col gap-3">
      {can("records.write") && !record.deletedAt && (
        <DropZone
          multiple
          label="Drop files here to attach them"
          busy={uploads.some((upload) => !upload.error)}
          onFiles={(all) => void sendAll(all)}
        />
      )}
      <UploadList uploads={uploads} onDismiss={dismiss} />
      {files.isPending && <Skeleton className="h-9 w-full" />}
      {files.isError && <ErrorState error={files.error} retry={() => void files.refetch()} />}
      {files.data?.length === 0 && uploads.length === 0 && (
        <p className="py-6 text-center text-sm text-ink-muted">No files yet. Offers, contracts and receipts go here.</p>
      )}
      {files.data && files.data.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line">
          {files.data.map((file) => (
            <FileLine key={file.id} file={file} />
          ))}
        </ul>
      )}
      {files.data?.length === most && (
        <Link to="/$plural" params={{ plural: "documents" }} search={filter} className="text-sm text-accent-text">
          Show all
        </Link>
      )}
    </div>
  );
}

function FileLine({ file }: { file: StoredRecord }) {
  const size = file["size"];
  return (
    <li className="flex items-center gap-3 px-3 py-2">
      <TypeIcon type="document" className="size-4 shrink-0 text-ink-faint" />
      <div className="min-w-0 flex-1">
        <Link
          to="/$plural/$id"
          params={{ plural: "documents", id: file.id }}
          search={{}}
          className="block truncate rounded text-sm font-medium underline-offset-3 hover:underline"
        >
          {nameOf(file)}
        </Link>
        <p className="truncate text-xs text-ink-faint">
          {[file["filename"], typeof size === "number" && formatBytes(size), formatAgo(file.createdAt)]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      {typeof size === "number" && (
        <a
          href={addressOf("/api/documents/{id}/content", { id: file.id })}
          download={file["filename"] ?? ""}
          aria-label={`Download ${nameOf(file)}`}
          className={buttonClass({ look: "quiet", size: "icon-sm" })}
        >
          <Download aria-hidden />
        </a>
      )}
    </li>
  );
}
