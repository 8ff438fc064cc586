import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Check, Circle, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { call } from "../api/client.ts";
import { Button, buttonClass, IconButton } from "../components/button.tsx";
import { Progress } from "../components/progress.tsx";
import { useCreateRecord } from "../records/create-record.tsx";
import { fewRecordsQuery, membersQuery, useRecordType } from "../records/queries.ts";
import { InviteDialog } from "../settings/invite-dialog.tsx";
import { SampleBanner } from "../settings/sample-data.tsx";
import { useFirstRun } from "./first-run.ts";
import { useCan } from "./session.ts";

/** What stands above the home page's lists while an organization is young: the sample's banner and what is left to set up. */
export function GettingStarted() {
  const can = useCan();
  return (
    <>
      {can("records.import") && <SampleBanner />}
      {can("organization.update") && <Checklist />}
    </>
  );
}

function Checklist() {
  const { hidden, visited = [], change } = useFirstRun();
  const hasOwn = useHasOwnRecords();
  const hasOthers = useHasOthers();
  // Whoever has records and colleagues has begun.
  if (hidden || hasOwn === undefined || hasOthers === undefined || (hasOwn && hasOthers)) return null;
  const done = [hasOwn, hasOthers, visited.includes("pipelines"), visited.includes("organization")];
  const visit = (name: string) => change({ visited: [...new Set([...visited, name])] });
  return (
    <section aria-labelledby="getting-started" className="mt-6 rounded-xl border border-line p-4 shadow-panel">
      <div className="flex items-center gap-3">
        <h3 id="getting-started" className="text-sm font-semibold">
          Getting started
        </h3>
        <span className="text-xs text-ink-faint">
          {done.filter(Boolean).length} of {done.length} done
        </span>
        <IconButton label="Hide getting started" className="ml-auto" onClick={() => change({ hidden: true })}>
          <X aria-hidden />
        </IconButton>
      </div>
      <Progress label="Getting started" part={done.filter(Boolean).length / done.length} />
      <ul className="mt-2 grid gap-x-6 sm:grid-cols-2">
        <Step done={hasOwn} title="Add your first records">
          <AddRecords />
        </Step>
        <Step done={hasOthers} title="Invite a colleague">
          <Invite />
        </Step>
        <Step done={visited.includes("pipelines")} title="Make the pipeline yours">
          <Link
            to="/settings/pipelines"
            search={{}}
            className={buttonClass({ size: "sm" })}
            onClick={() => visit("pipelines")}
          >
            Stages
          </Link>
        </Step>
        <Step done={visited.includes("organization")} title="Set currency and time zone">
          <Link
            to="/settings/organization"
            search={{}}
            className={buttonClass({ size: "sm" })}
            onClick={() => visit("organization")}
          >
            Settings
          </Link>
        </Step>
      </ul>
    </section>
  );
}

function Step({ done, title, children }: { done: boolean; title: string; children: ReactNode }) {
  const Sign = done ? Check : Circle;
  return (
    <li className="flex min-h-11 items-center gap-2.5 text-sm">
      <Sign className={done ? "size-4 text-success" : "size-4 text-ink-faint"} aria-hidden />
      <span className={done ? "flex-1 text-ink-faint line-through" : "flex-1"}>
        {title}
        {done && <span className="sr-only"> (done)</span>}
      </span>
      {!done && <span className="flex gap-1.5">{children}</span>}
    </li>
  );
}

function AddRecords() {
  const create = useCreateRecord();
  const contact = useRecordType("contact");
  return (
    <>
      <Link to="/$plural/import" params={{ plural: "accounts" }} search={{}} className={buttonClass({ size: "sm" })}>
        Import
      </Link>
      <Button size="sm" onClick={() => contact && create(contact)}>
        Create
      </Button>
    </>
  );
}

function Invite() {
  const [inviting, setInviting] = useState(false);
  return (
    <>
      <Button size="sm" onClick={() => setInviting(true)}>
        Invite
      </Button>
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </>
  );
}

/** Whether there are records besides the sample's: those would be the newest. */
function useHasOwnRecords(): boolean | undefined {
  const newest = { sort: "-createdAt", limit: 1 };
  const all = [
    useQuery(fewRecordsQuery("accounts", newest)),
    useQuery(fewRecordsQuery("contacts", newest)),
    useQuery(fewRecordsQuery("opportunities", newest)),
  ];
  if (all.some(({ data }) => data === undefined)) return undefined;
  return all.some(({ data }) => data?.[0] && !String(data[0]["externalId"] ?? "").startsWith("sample:"));
}

/** Whether somebody else is here, or invited. */
function useHasOthers(): boolean | undefined {
  const members = useQuery(membersQuery).data;
  const invitations = useQuery({
    queryKey: ["invitations"],
    queryFn: ({ signal }) => call("GET /api/organization/invitations", { signal }),
  }).data?.data;
  if (!members || !invitations) return undefined;
  return members.length > 1 || invitations.length > 0;
}
