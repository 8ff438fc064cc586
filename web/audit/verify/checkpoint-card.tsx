import { Check, Copy, Download } from "lucide-react";
import { useState } from "react";
import { parseCheckpoint } from "../../../proofs/checkpoint.ts";
import { Button } from "../../components/button.tsx";
import { textOfNote } from "./kept-checkpoint.ts";

/** A signed note, to be taken elsewhere. */
export function CheckpointCard({ title, advice, note }: { title: string; advice?: string; note: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <section aria-label={title}>
      <h3 className="text-sm font-semibold">{title}</h3>
      {advice && <p className="mt-0.5 text-sm text-pretty text-ink-muted">{advice}</p>}
      <pre
        tabIndex={0}
        className="mt-2 overflow-x-auto rounded-lg border border-line bg-canvas px-3 py-2 font-mono text-2xs leading-4 whitespace-pre-wrap wrap-anywhere select-all"
      >
        {note}
      </pre>
      <p className="mt-2 flex gap-2">
        {/* Over plain HTTP on a LAN there is no clipboard. */}
        {"clipboard" in navigator && (
          <Button
            size="sm"
            onClick={() =>
              void navigator.clipboard.writeText(note).then(
                () => setCopied(true),
                () => undefined,
              )
            }
          >
            {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
            {copied ? "Copied" : "Copy"}
          </Button>
        )}
        <Button size="sm" onClick={() => download(note)}>
          <Download aria-hidden />
          Download
        </Button>
      </p>
    </section>
  );
}

function download(note: string): void {
  const url = URL.createObjectURL(new Blob([note], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `checkpoint-${parseCheckpoint(textOfNote(note))?.size ?? "unread"}.txt`;
  link.click();
  URL.revokeObjectURL(url);
}
