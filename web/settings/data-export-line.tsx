import { Download, RotateCcw, X } from "lucide-react";
import { useState } from "react";
import { addressOf } from "../api/client.ts";
import { reasonOf } from "../api/problem.ts";
import { Badge, type Tone } from "../components/badge.tsx";
import { Button, buttonClass } from "../components/button.tsx";
import { Progress } from "../components/progress.tsx";
import { FormError } from "../components/states.tsx";
import { formatBytes, formatDecimal, formatMoment } from "../records/format.ts";
import { type DataExport, type DataExports, isUnderWay } from "./data-exports.ts";

const states: Record<DataExport["status"], { label: string; tone: Tone }> = {
  queued: { label: "Waiting", tone: "gray" },
  running: { label: "Running", tone: "blue" },
  completed: { label: "Ready", tone: "green" },
  failed: { label: "Failed", tone: "red" },
  cancelled: { label: "Cancelled", tone: "gray" },
  expired: { label: "Expired", tone: "gray" },
};

function wordsOf({ format, files }: Pick<DataExport, "format" | "files">): string {
  if (format === "json") return "One JSON document";
  return files ? "ZIP with documents" : "ZIP without documents’ files";
}

/** A complete export: how far it is, and what can be done with it. */
export function DataExportLine({ one, exports }: { one: DataExport; exports: DataExports }) {
  const { status, size, requestedBy, createdAt, expiresAt, failure } = one;
  // An erasure ends a file before its time, and says so below.
  const { label, tone } =
    status === "expired" && failure ? { label: "Withdrawn", tone: "gray" as const } : states[status];
  const facts = [
    size !== null && status === "completed" && formatBytes(size),
    requestedBy?.name,
    formatMoment(createdAt),
  ];
  return (
    <li className="px-4 py-3" aria-label={`${wordsOf(one)}, ${formatMoment(createdAt)}`}>
      <div className="flex items-start gap-x-3 gap-y-2 max-sm:flex-col">
        <div className="min-w-0 flex-1">
          <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
            {wordsOf(one)} <Badge tone={tone}>{label}</Badge>
          </p>
          <p className="text-xs text-ink-faint">{facts.filter(Boolean).join(" · ")}</p>
          {status === "completed" && <p className="text-xs text-ink-faint">Stays until {formatMoment(expiresAt)}</p>}
        </div>
        <Act one={one} exports={exports} />
      </div>
      {status === "running" && <HowFar one={one} />}
      {failure && <p className={`mt-1 text-sm ${status === "failed" ? "text-danger" : "text-ink-muted"}`}>{failure}</p>}
    </li>
  );
}

function HowFar({ one: { progress } }: { one: DataExport }) {
  const { done, total } = progress;
  return (
    <div className="mt-1">
      <p className="text-xs text-ink-muted tabular-nums">
        {total === null
          ? "Counting what there is"
          : `${formatDecimal(done)} of ${formatDecimal(total)} records, events and files`}
      </p>
      {total !== null && <Progress label="Exported" part={total === 0 ? 0 : Math.min(1, done / total)} />}
    </div>
  );
}

function Act({ one, exports }: { one: DataExport; exports: DataExports }) {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const { id, status } = one;
  const act = (run: (id: string) => Promise<unknown>) => async () => {
    setBusy(true);
    setRefusal(undefined);
    await run(id).catch((error: unknown) => setRefusal(reasonOf(error)));
    setBusy(false);
  };
  return (
    <div className="flex shrink-0 flex-col items-end gap-1 max-sm:items-start">
      {isUnderWay(one) && (
        <Button size="sm" busy={busy} onClick={() => void act(exports.cancel)()}>
          <X aria-hidden />
          Cancel
        </Button>
      )}
      {status === "completed" && (
        <a
          href={addressOf("/api/organization/export-data/{id}/file", { id })}
          download
          className={buttonClass({ size: "sm" })}
        >
          <Download aria-hidden />
          Download
        </a>
      )}
      {status === "failed" && (
        <Button size="sm" busy={busy} onClick={() => void act(exports.retry)()}>
          <RotateCcw aria-hidden />
          Try again
        </Button>
      )}
      <FormError>{refusal}</FormError>
    </div>
  );
}
