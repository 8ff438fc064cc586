import { CircleAlert, FileUp, X } from "lucide-react";
import { Button, IconButton } from "../components/button.tsx";
import { Progress } from "../components/progress.tsx";
import { formatBytes } from "../records/format.ts";
import type { Upload } from "./use-uploads.ts";

/** Files on their way, and those that did not arrive with the reason. */
export function UploadList({ uploads, onDismiss }: { uploads: Upload[]; onDismiss: (key: number) => void }) {
  if (uploads.length === 0) return null;
  return (
    <ul aria-label="Uploads" className="divide-y divide-line rounded-lg border border-line">
      {uploads.map((upload) => (
        <li key={upload.key} className="flex items-center gap-3 px-3 py-2 text-sm">
          {upload.error ? (
            <CircleAlert className="size-4 shrink-0 text-danger" aria-hidden />
          ) : (
            <FileUp className="size-4 shrink-0 text-ink-faint" aria-hidden />
          )}
          <div className="min-w-0 flex-1">
            <p className="flex gap-2">
              <span className="truncate font-medium">{upload.name}</span>
              <span className="ml-auto shrink-0 text-ink-faint tabular-nums">{formatBytes(upload.size)}</span>
            </p>
            {upload.error ? (
              <p role="alert" className="text-danger">
                {upload.error}
              </p>
            ) : (
              <Progress label={`Uploading ${upload.name}`} part={upload.part} />
            )}
          </div>
          {upload.error && upload.retry && (
            <Button size="sm" onClick={upload.retry}>
              Try again
            </Button>
          )}
          <IconButton
            label={upload.error ? `Dismiss ${upload.name}` : `Cancel ${upload.name}`}
            size="icon-sm"
            onClick={() => (upload.error ? onDismiss(upload.key) : upload.cancel())}
          >
            <X aria-hidden />
          </IconButton>
        </li>
      ))}
    </ul>
  );
}
