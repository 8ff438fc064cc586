import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Dialog } from "../components/dialog.tsx";
import { toast } from "../components/toast.tsx";
import { formatBytes } from "../records/format.ts";
import type { RecordType } from "../records/model.ts";
import { DropZone } from "./drop-zone.tsx";
import { UploadList } from "./upload-list.tsx";
import { uploadLimitQuery, useUploads } from "./use-uploads.ts";

/** Makes a document of each file that is dropped or chosen. */
export function UploadDialog({ type, onClose }: { type: RecordType; onClose: () => void }) {
  const { uploads, sendAll, dismiss } = useUploads(type, {});
  const { data: most } = useQuery(uploadLimitQuery);
  const navigate = useNavigate();
  const busy = uploads.some((upload) => !upload.error);
  async function take(files: File[]) {
    const stored = await sendAll(files);
    const [only] = stored;
    if (stored.length === 0 || stored.length < files.length) return;
    toast.done({ title: stored.length === 1 ? "Document uploaded" : `${stored.length} documents uploaded` });
    onClose();
    if (only && stored.length === 1)
      await navigate({ to: "/$plural/$id", params: { plural: type.plural, id: only.id }, search: {} });
  }
  return (
    <Dialog
      open
      onClose={() => !busy && onClose()}
      title="Upload documents"
      description="Each file becomes a document."
    >
      <div className="flex flex-col gap-3">
        <DropZone
          multiple
          label="Drop files here"
          hint={most === undefined ? undefined : `Up to ${formatBytes(most)} each`}
          onFiles={(files) => void take(files)}
          className="flex-col py-10"
        />
        <UploadList uploads={uploads} onDismiss={dismiss} />
      </div>
    </Dialog>
  );
}
