import { FileSpreadsheet } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";
import { Button } from "../components/button.tsx";
import { cn } from "../components/class-names.ts";
import type { RecordType } from "../records/model.ts";

type ChooseFileProps = { type: RecordType; onChoose: (file: File) => void };

export function ChooseFile({ type, onChoose }: ChooseFileProps) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  function onDrop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file) onChoose(file);
  }
  return (
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
      className={cn(
        "flex flex-col items-center rounded-xl border border-dashed border-line-strong px-6 py-14 text-center",
        over && "border-accent bg-accent-soft",
      )}
    >
      <FileSpreadsheet className="size-8 text-ink-faint" strokeWidth={1.5} aria-hidden />
      <h2 className="mt-3 text-base font-semibold">Drop a CSV file with {type.pluralLabel.toLowerCase()} here</h2>
      <p className="mt-1 max-w-sm text-sm text-pretty text-ink-muted">
        Up to 1 GB; comma, semicolon or tab; UTF-8 or what spreadsheet programs write. The first line names the columns.
      </p>
      <Button look="primary" className="mt-4" onClick={() => input.current?.click()}>
        Choose a file
      </Button>
      <input
        ref={input}
        type="file"
        accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values"
        aria-label="CSV file"
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) onChoose(file);
        }}
      />
    </div>
  );
}
