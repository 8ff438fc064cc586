import { useQuery } from "@tanstack/react-query";
import { ChevronRight, Download, RotateCcw } from "lucide-react";
import { useState } from "react";
import { addressOf, call } from "../api/client.ts";
import type { DocumentVersion } from "../api/contract.ts";
import { Button, buttonClass } from "../components/button.tsx";
import { toast } from "../components/toast.tsx";
import { tell, useRecordChanges } from "../records/changes.ts";
import { formatBytes, formatMoment } from "../records/format.ts";
import type { StoredRecord } from "../records/model.ts";
import { membersQuery, useRecordType } from "../records/queries.ts";

/** The files that a document had before: each to download, or to make the document's again. */
export function FileVersions({ record, mayWrite }: { record: StoredRecord; mayWrite: boolean }) {
  const { id } = record;
  const current = Number(record["fileVersion"]);
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
          <VersionLine
            key={version.fileVersion}
            id={id}
            current={current}
            version={version}
            by={nameOf(version.createdBy)}
            mayWrite={mayWrite}
          />
        ))}
      </ol>
    </details>
  );
}

type VersionLineProps = {
  id: string;
  current: number;
  version: DocumentVersion;
  by: string | undefined;
  mayWrite: boolean;
};

function VersionLine({ id, current, version, by, mayWrite }: VersionLineProps) {
  const { fileVersion } = version;
  const { busy, restore } = useRestore(id);
  return (
    <li className="flex items-center gap-3 px-3 py-2 text-sm">
      <span className="w-6 shrink-0 text-ink-faint tabular-nums">{fileVersion}</span>
      <div className="min-w-0 flex-1">
        <p className="truncate">{version.filename ?? "Without a name"}</p>
        <p className="truncate text-xs text-ink-faint tabular-nums">
          {[formatBytes(version.size), formatMoment(version.createdAt), by].filter(Boolean).join(" · ")}
        </p>
      </div>
      {mayWrite && (
        <Button
          look="quiet"
          size="sm"
          busy={busy}
          aria-label={`Restore version ${fileVersion}`}
          onClick={() => void restore(fileVersion, current)}
        >
          {!busy && <RotateCcw aria-hidden />}
          Restore
        </Button>
      )}
      <a
        href={addressOf("/api/documents/{id}/content", { id }, { version: fileVersion })}
        download={version.filename ?? ""}
        aria-label={`Download version ${fileVersion}`}
        className={buttonClass({ look: "quiet", size: "icon-sm" })}
      >
        <Download aria-hidden />
      </a>
    </li>
  );
}

function useRestore(id: string) {
  const [busy, setBusy] = useState(false);
  const type = useRecordType("document")!;
  const { refresh } = useRecordChanges(type);
  async function restore(fileVersion: number, current: number, quietly = false) {
    setBusy(true);
    try {
      await call("POST /api/documents/{id}/restore-version", { params: { id }, body: { fileVersion } });
      refresh();
      const undo = () => void restore(current, fileVersion, true);
      if (!quietly) toast.done({ title: `Version ${fileVersion} restored`, action: { label: "Undo", run: undo } });
    } catch (failure) {
      tell(failure);
    }
    setBusy(false);
  }
  return { busy, restore };
}
