import { FileText, X } from "lucide-react";
import { IconButton } from "../../components/button.tsx";
import { DropZone } from "../../documents/drop-zone.tsx";
import { formatBytes } from "../format.ts";

type FileFieldProps = { file: File | null; onFile: (file: File | null) => void };

/** A file to go with the record, chosen or dropped. */
export function FileField({ file, onFile }: FileFieldProps) {
  if (!file) return <DropZone label="Drop the file here" onFiles={([first]) => onFile(first ?? null)} />;
  return (
    <div className="flex items-center gap-3 rounded-lg border border-line px-3 py-2">
      <FileText className="size-5 shrink-0 text-ink-faint" aria-hidden />
      <span className="min-w-0 flex-1">
        <span className="block truncate text-sm font-medium">{file.name}</span>
        <span className="block text-xs text-ink-muted">{formatBytes(file.size)}</span>
      </span>
      <IconButton label="Take the file away" size="icon-sm" onClick={() => onFile(null)}>
        <X aria-hidden />
      </IconButton>
    </div>
  );
}
