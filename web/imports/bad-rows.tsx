import { Download, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { addressOf } from "../api/client.ts";
import type { ImportRun } from "../api/contract.ts";
import { buttonClass } from "../components/button.tsx";
import { formatDecimal } from "../records/format.ts";

type Line = ImportRun["errors"][number];

/** The rows that do not go in, each with its reason; all of them as a file to be mended. */
export function BadRows({ run }: { run: ImportRun }) {
  if (run.errors.length === 0) return null;
  const title = `${formatDecimal(run.failed)} ${wordsOf(run)} not go in`;
  return (
    <Lines
      title={run.failed > 0 ? title : "What to look at"}
      icon={<TriangleAlert className="size-4 text-warning" aria-hidden />}
      lines={run.errors}
      more={run.failed > run.errors.length}
      action={
        run.failed > 0 &&
        run.fileKept && (
          <a
            href={addressOf("/api/imports/{id}/errors.csv", { id: run.id })}
            download
            className={buttonClass({ size: "sm" })}
          >
            <Download aria-hidden />
            Download these rows
          </a>
        )
      }
    >
      Mend {run.failed === 1 ? "it" : "them"} in the downloaded file, which says why in a column of its own, and import
      that file.
    </Lines>
  );
}

/** In a trial rows do not go in; after an import they did not. */
function wordsOf({ dryRun, failed }: ImportRun): string {
  if (!dryRun) return failed === 1 ? "row did" : "rows did";
  return failed === 1 ? "row does" : "rows do";
}

/** Rows that go in, with something about them worth a look. */
export function Warnings({ run }: { run: ImportRun }) {
  if (run.warnings.length === 0) return null;
  return (
    <Lines title="Worth a look" icon={<Info className="size-4 text-ink-faint" aria-hidden />} lines={run.warnings}>
      None of this keeps a row out.
    </Lines>
  );
}

type LinesProps = {
  title: string;
  icon: ReactNode;
  lines: Line[];
  more?: boolean;
  action?: ReactNode;
  children: ReactNode;
};

function Lines({ title, icon, lines, more = false, action, children }: LinesProps) {
  return (
    <section>
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <div>
          <h3 className="flex items-center gap-2 text-sm font-semibold">
            {icon}
            {title}
          </h3>
          <p className="text-sm text-ink-muted">{children}</p>
        </div>
        {action}
      </div>
      <div
        className="max-h-80 overflow-auto rounded-xl border border-line"
        tabIndex={0}
        role="region"
        aria-label={title}
      >
        <table className="w-full text-sm">
          <thead className="sticky top-0 bg-canvas text-left text-xs text-ink-muted">
            <tr>
              {["Line", "Column", "Reason"].map((name) => (
                <th key={name} scope="col" className="px-3 py-2 font-medium">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {lines.map((line, at) => (
              <tr key={at} className="align-top">
                <td className="px-3 py-1.5 text-ink-muted tabular-nums">{formatDecimal(line.line)}</td>
                <td className="px-3 py-1.5 font-medium break-words">{line.column}</td>
                <td className="px-3 py-1.5 wrap-anywhere">{line.reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {more && <p className="mt-1.5 text-xs text-ink-faint">The first ones. The download has all of them.</p>}
    </section>
  );
}
