import { CircleAlert, FileSpreadsheet } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "../components/button.tsx";
import { cn } from "../components/class-names.ts";
import type { RecordType } from "../records/model.ts";
import { type FileFault, faultOf } from "./file-fault.ts";
import { usePageDrop } from "./use-page-drop.ts";

type ChooseFileProps = { type: RecordType; onChoose: (file: File) => void };

/** A place for the file; it may be dropped anywhere on the page. What is no CSV is told before it is sent. */
export function ChooseFile({ type, onChoose }: ChooseFileProps) {
  const input = useRef<HTMLInputElement>(null);
  const [fault, setFault] = useState<FileFault>();
  async function take(files: readonly File[]) {
    const [file, second] = files;
    if (!file) return;
    if (second) {
      return setFault({ title: "One file at a time, please", advice: "Drop the files one after the other." });
    }
    const found = await faultOf(file);
    setFault(found);
    if (!found) onChoose(file);
  }
  const over = usePageDrop((files) => void take(files));
  return (
    <>
      {fault && <Fault fault={fault} />}
      <div
        className={cn(
          "flex flex-col items-center rounded-xl border border-dashed border-line-strong bg-canvas px-6 py-12 text-center transition-colors sm:py-16",
          over && "border-accent bg-accent-soft",
        )}
      >
        <span className="flex size-12 items-center justify-center rounded-xl border border-line bg-surface shadow-panel">
          <FileSpreadsheet className="size-6 text-accent-text" strokeWidth={1.5} aria-hidden />
        </span>
        <h2 className="mt-4 text-base font-semibold">
          {over ? "Let go to use this file" : <Prompt what={type.pluralLabel.toLowerCase()} />}
        </h2>
        <p className="mt-1 max-w-sm text-sm text-pretty text-ink-muted">
          The first line names the columns. Nothing is saved until you have seen what will happen.
        </p>
        <Button look="primary" size="lg" className="mt-5" onClick={() => input.current?.click()}>
          Choose a file
        </Button>
        <p className="mt-4 max-w-sm text-xs text-pretty text-ink-faint">
          CSV with commas, semicolons or tabs, up to 1 GB. A spreadsheet has to be saved as CSV first.
        </p>
        <input
          ref={input}
          type="file"
          accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values"
          aria-label="CSV file"
          className="sr-only"
          tabIndex={-1}
          onChange={(event) => {
            void take([...(event.target.files ?? [])]);
            event.target.value = "";
          }}
        />
      </div>
    </>
  );
}

function Prompt({ what }: { what: string }) {
  return (
    <>
      <span className="pointer-coarse:hidden">Drop a CSV file with {what} anywhere here</span>
      <span className="hidden pointer-coarse:inline">A CSV file with your {what}</span>
    </>
  );
}

function Fault({ fault }: { fault: FileFault }) {
  return (
    <div role="alert" className="mb-4 flex gap-3 rounded-xl border border-line bg-danger-soft px-4 py-3 text-sm">
      <CircleAlert className="mt-0.5 size-4 shrink-0 text-danger" aria-hidden />
      <div className="min-w-0">
        <p className="font-medium wrap-anywhere text-danger">{fault.title}</p>
        <p className="mt-0.5 text-ink-muted">{fault.advice}</p>
      </div>
    </div>
  );
}
