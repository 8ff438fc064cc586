import { Download, Link2, Ban, RotateCcw, Trash2, X } from "lucide-react";
import { useState } from "react";
import { addressOf } from "../../api/client.ts";
import { Badge, type Tone } from "../../components/badge.tsx";
import { Button, buttonClass, IconButton } from "../../components/button.tsx";
import { Progress } from "../../components/progress.tsx";
import { formatBytes, formatDecimal, formatMoment } from "../../records/format.ts";
import { tell } from "../../records/changes.ts";
import { CopyOnce } from "../../settings/copy-once.tsx";
import { type Exports, isUnderWay, type LogExport } from "./use-exports.ts";

const states: Record<LogExport["status"], { label: string; tone: Tone }> = {
  queued: { label: "Waiting", tone: "gray" },
  running: { label: "Running", tone: "blue" },
  completed: { label: "Ready", tone: "green" },
  failed: { label: "Failed", tone: "red" },
  cancelled: { label: "Cancelled", tone: "gray" },
  expired: { label: "Expired", tone: "gray" },
};

const names: Record<LogExport["format"], string> = { jsonl: "JSON Lines", csv: "CSV", json: "JSON", ocsf: "OCSF" };

type ExportLineProps = { one: LogExport; words: string; exports: Exports };

/** An export: how far it is, and what can be done with it. */
export function ExportLine({ one, words, exports }: ExportLineProps) {
  const [url, setUrl] = useState<string>();
  const { status, format, requestedBy, createdAt, expiresAt, failure, link } = one;
  // An erasure ends a file before its time, and says so below.
  const { label, tone } =
    status === "expired" && failure ? { label: "Withdrawn", tone: "gray" as const } : states[status];
  return (
    <li className="flex flex-col gap-2 py-3" aria-label={`${names[format]}, ${words}`}>
      <div className="flex items-start gap-x-3 gap-y-2 max-sm:flex-col">
        <div className="min-w-0 flex-1">
          <p className="flex items-center gap-2 text-sm font-medium">
            {names[format]} <Badge tone={tone}>{label}</Badge>
          </p>
          <p className="text-sm text-ink-muted wrap-anywhere">{words}</p>
          <p className="text-xs text-ink-faint">
            {[sizeOf(one), requestedBy?.name, formatMoment(createdAt)].filter(Boolean).join(" · ")}
          </p>
          {status === "completed" && <p className="text-xs text-ink-faint">Stays until {formatMoment(expiresAt)}</p>}
        </div>
        <Acts one={one} exports={exports} onLink={setUrl} />
      </div>
      {status === "running" && <HowFar one={one} />}
      {failure && <p className={`text-sm ${status === "failed" ? "text-danger" : "text-ink-muted"}`}>{failure}</p>}
      {url && (
        <CopyOnce
          label="Link, shown this once"
          text={url}
          autoFocus
          hint={`Anybody who has it can download the file until ${formatMoment(expiresAt)}. Each download is in the log.`}
        />
      )}
      {link && !url && (
        <p className="text-xs text-ink-faint">
          A link was made on {formatMoment(link.createdAt)} and {usesOf(link.downloads)}.
        </p>
      )}
    </li>
  );
}

function HowFar({ one: { events, totalEvents } }: { one: LogExport }) {
  return (
    <div>
      <p className="text-xs text-ink-muted tabular-nums">
        {totalEvents === null
          ? `${formatDecimal(events)} events so far`
          : `${formatDecimal(events)} of ${formatDecimal(totalEvents)} events`}
      </p>
      {totalEvents !== null && (
        <Progress label="Exported" part={totalEvents === 0 ? 0 : Math.min(1, events / totalEvents)} />
      )}
    </div>
  );
}

type ActsProps = { one: LogExport; exports: Exports; onLink: (url: string | undefined) => void };

function Acts({ one, exports, onLink }: ActsProps) {
  const { id, status, format, filter, link } = one;
  const again = () => exports.request({ format, filter, expiresInDays: daysOf(one) });
  const act = (run: () => Promise<unknown>) => () => void run().catch(tell);
  if (isUnderWay(one))
    return (
      <IconButton label="Cancel the export" size="icon-sm" onClick={act(() => exports.cancel(id))}>
        <X aria-hidden />
      </IconButton>
    );
  return (
    <div className="flex shrink-0 items-center gap-1">
      {status === "completed" && (
        <>
          <a
            href={addressOf("/api/organization/audit-exports/{id}/file", { id })}
            download
            className={buttonClass({ size: "sm" })}
          >
            <Download aria-hidden />
            Download
          </a>
          <IconButton
            label={link ? "Make another link, in its place" : "Make a link for somebody without an account"}
            size="icon-sm"
            onClick={act(async () => onLink(await exports.makeLink(id)))}
          >
            <Link2 aria-hidden />
          </IconButton>
          {link && (
            <IconButton
              label="End the link"
              size="icon-sm"
              onClick={act(() => exports.revokeLink(id).then(() => onLink(undefined)))}
            >
              <Ban aria-hidden />
            </IconButton>
          )}
        </>
      )}
      {status !== "completed" && (
        <Button size="sm" onClick={act(again)}>
          <RotateCcw aria-hidden />
          Again
        </Button>
      )}
      <IconButton label="Remove the export" size="icon-sm" onClick={act(() => exports.remove(id))}>
        <Trash2 aria-hidden />
      </IconButton>
    </div>
  );
}

function sizeOf({ status, size, events }: LogExport): string | undefined {
  if (status !== "completed" || size === null) return undefined;
  return `${formatDecimal(events)} ${events === 1 ? "event" : "events"}, ${formatBytes(size)}`;
}

function usesOf(downloads: number): string {
  if (downloads === 0) return "has not been used";
  return downloads === 1 ? "used once" : `used ${formatDecimal(downloads)} times`;
}

const dayMs = 86_400_000;

function daysOf({ createdAt, expiresAt }: LogExport): number {
  return Math.min(30, Math.max(1, Math.round((Date.parse(expiresAt) - Date.parse(createdAt)) / dayMs)));
}
