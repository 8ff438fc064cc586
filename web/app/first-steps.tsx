import { Link } from "@tanstack/react-router";
import { FlaskConical, type LucideIcon, Upload, UserPlus, UserRound } from "lucide-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useCreateRecord } from "../records/create-record.tsx";
import { useRecordType } from "../records/queries.ts";
import { useSampleData } from "../settings/use-sample-data.ts";
import { useCan } from "./session.ts";

const InviteDialog = lazy(() =>
  import("../settings/invite-dialog.tsx").then((module) => ({ default: module.InviteDialog })),
);

const cardClass =
  "flex flex-col items-start gap-1 rounded-xl border border-line p-4 text-left shadow-panel hover:border-line-strong hover:bg-hover";

/** How to begin in an organization that has nothing yet. */
export function FirstSteps() {
  const create = useCreateRecord();
  const can = useCan();
  const contact = useRecordType("contact");
  const sample = useSampleData();
  const [inviting, setInviting] = useState(false);
  if (!can("records.write"))
    return <p className="mt-2 text-ink-muted">Nothing here yet. When somebody adds records, they show here.</p>;
  return (
    <>
      <p className="mt-1 text-ink-muted">Your organization is empty. Good ways to begin:</p>
      <div className="mt-5 grid gap-3 sm:grid-cols-2">
        {can("records.import") && (
          <>
            <Link to="/$plural/import" params={{ plural: "contacts" }} search={{}} className={cardClass}>
              <Step icon={Upload} title="Import a file">
                A CSV file from your old CRM or a spreadsheet.
              </Step>
            </Link>
            <button type="button" className={cardClass} disabled={sample.busy} onClick={() => void sample.load()}>
              <Step icon={FlaskConical} title={sample.busy ? "Loading sample data…" : "Load sample data"}>
                A small organization to try things with. It leaves as easily as it came.
              </Step>
            </button>
          </>
        )}
        <button type="button" className={cardClass} onClick={() => contact && create(contact)}>
          <Step icon={UserRound} title="Create a contact">
            Somebody you work with.
          </Step>
        </button>
        {can("invitations.manage") && (
          <button type="button" className={cardClass} onClick={() => setInviting(true)}>
            <Step icon={UserPlus} title="Invite a colleague">
              Each with a role of their own.
            </Step>
          </button>
        )}
      </div>
      {inviting && (
        <Suspense>
          <InviteDialog onClose={() => setInviting(false)} />
        </Suspense>
      )}
    </>
  );
}

function Step({ icon: Icon, title, children }: { icon: LucideIcon; title: string; children: ReactNode }) {
  return (
    <>
      <Icon className="mb-2 size-5 text-accent-text" aria-hidden />
      <span className="text-sm font-semibold">{title}</span>
      <span className="text-sm text-ink-muted">{children}</span>
    </>
  );
}
