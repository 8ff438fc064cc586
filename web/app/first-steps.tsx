import { Link } from "@tanstack/react-router";
import { FlaskConical, type LucideIcon, Pencil, Upload } from "lucide-react";
import type { ReactNode } from "react";
import { useSampleData } from "../settings/use-sample-data.ts";
import { useCan } from "./session.ts";

const cardClass =
  "flex flex-col items-start gap-1 rounded-xl border border-line p-4 text-left shadow-panel hover:border-line-strong hover:bg-hover disabled:opacity-60";

/** How to begin in an organization that has nothing yet: with a sample, with one's own file, or with nothing. */
export function FirstSteps({ onStartEmpty }: { onStartEmpty: () => void }) {
  const can = useCan();
  const sample = useSampleData();
  if (!can("records.write"))
    return <p className="mt-2 text-ink-muted">Nothing here yet. When somebody adds records, they appear here.</p>;
  return (
    <>
      <p className="mt-1 text-base text-ink-muted">Nothing is here yet. How do you want to start?</p>
      <div className="mt-5 grid gap-3 sm:grid-cols-3">
        {can("records.import") && (
          <>
            <button type="button" className={cardClass} disabled={sample.busy} onClick={() => void sample.load()}>
              <Way icon={FlaskConical} title={sample.busy ? "Loading sample data…" : "Load sample data"}>
                Look around with made-up accounts, contacts and opportunities. Remove them at any time.
              </Way>
            </button>
            <Link to="/$plural/import" params={{ plural: "contacts" }} search={{}} className={cardClass}>
              <Way icon={Upload} title="Import your contacts">
                CSV from your old CRM or a spreadsheet. You see what will happen before anything is saved.
              </Way>
            </Link>
          </>
        )}
        <button type="button" className={cardClass} onClick={onStartEmpty}>
          <Way icon={Pencil} title="Start empty">
            Add records by hand. A short checklist takes you through contacts, team and first deal.
          </Way>
        </button>
      </div>
    </>
  );
}

function Way({ icon: Icon, title, children }: { icon: LucideIcon; title: string; children: ReactNode }) {
  return (
    <>
      <Icon className="mb-2 size-5 text-accent-text" aria-hidden />
      <span className="text-sm font-semibold">{title}</span>
      <span className="text-sm text-ink-muted">{children}</span>
    </>
  );
}
