import { Upload as UploadIcon } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";
import { Button } from "../components/button.tsx";
import { cn } from "../components/class-names.ts";

type DropZoneProps = {
  /** What happens to the files, as a sentence such as "Drop files here". */
  label: string;
  multiple?: boolean;
  busy?: boolean;
  /** What is said below, such as how large a file may be. */
  hint?: string | undefined;
  onFiles: (files: File[]) => void;
  className?: string;
};

/** A place to drop files on, with a button for those who would rather choose. */
export function DropZone({ label, multiple = false, busy = false, hint, onFiles, className }: DropZoneProps) {
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const take = (files: FileList | null) => {
    const all = [...(files ?? [])];
    if (all.length > 0) onFiles(multiple ? all : all.slice(0, 1));
  };
  function onDragOver(event: DragEvent) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    setOver(true);
  }
  return (
    <div
      onDragOver={onDragOver}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files);
      }}
      className={cn(
        "flex flex-wrap items-center justify-center gap-x-3 gap-y-2 rounded-lg border border-dashed border-line-strong px-4 py-4 text-sm text-ink-muted",
        over && "border-accent bg-accent-soft text-ink",
        className,
      )}
    >
      <span className="pointer-coarse:hidden">{label}</span>
      <Button busy={busy} onClick={() => input.current?.click()}>
        {!busy && <UploadIcon aria-hidden />}
        {multiple ? "Choose files" : "Choose a file"}
      </Button>
      {hint && <span className="w-full text-center text-xs text-ink-faint">{hint}</span>}
      <input
        ref={input}
        type="file"
        hidden
        multiple={multiple}
        onChange={(event) => {
          take(event.target.files);
          event.target.value = "";
        }}
      />
    </div>
  );
}
