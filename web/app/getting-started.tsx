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
  const own = useOwnRecords();
  const hasOthers = useHasOthers();
  if (hidden || !own || hasOthers === undefined) return null;
  const isSetUp = settingsPages.every(({ name }) => visited.includes(name));
  // Those who have contacts, colleagues and a deal have begun, whatever they think of the settings.
  if (own.people && hasOthers && own.deals) return null;
  const steps = [own.people, hasOthers, own.deals, isSetUp];
  const done = steps.filter(Boolean).length;
  const look = (at: number) => (steps.indexOf(false) === at ? "primary" : "secondary");
  const visit = (name: string) => change({ visited: [...new Set([...visited, name])] });
  return (
    <section aria-labelledby="getting-started" className="mt-6 rounded-xl border border-line p-4 shadow-panel">
      <div className="flex items-center gap-3">
        <h3 id="getting-started" className="text-sm font-semibold">
          Getting started
        </h3>
        <span className="text-xs text-ink-faint">
          {done} of {steps.length} done
        </span>
        <IconButton label="Hide getting started" className="ml-auto" onClick={() => change({ hidden: true })}>
          <X aria-hidden />
        </IconButton>
      </div>
      <Progress label="Getting started" part={done / steps.length} />
      <ol className="mt-2 divide-y divide-line">
        <Step done={own.people} title="Bring in your contacts" hint="Import a CSV file, or add them one by one.">
          <Link
            to="/$plural/import"
            params={{ plural: "contacts" }}
            search={{}}
            className={buttonClass({ size: "sm", look: look(0) })}
          >
            Import
          </Link>
          <Create type="contact" />
        </Step>
        <Step
          done={hasOthers}
          title="Add your team"
          hint="Colleagues get an invitation by email, with the role you choose."
        >
          <Invite look={look(1)} />
        </Step>
        <Step done={own.deals} title="Enter your first deal" hint="An opportunity that moves through your pipeline.">
          <Create type="opportunity" look={look(2)} />
        </Step>
        <Step done={isSetUp} title="Make it yours" hint="Currency, time zone and the stages of your pipeline.">
          {settingsPages.map(({ name, to, label }) => (
            <Link
              key={name}
              to={to}
              search={{}}
              className={buttonClass({ size: "sm", look: visited.includes(name) ? "secondary" : look(3) })}
              onClick={() => visit(name)}
            >
              {label}
            </Link>
          ))}
        </Step>
      </ol>
    </section>
  );
}

const settingsPages = [
  { name: "organization", to: "/settings/organization", label: "Settings" },
  { name: "pipelines", to: "/settings/pipelines", label: "Stages" },
] as const;

type StepProps = { done: boolean; title: string; hint: string; children: ReactNode };

function Step({ done, title, hint, children }: StepProps) {
  const Sign = done ? Check : Circle;
  return (
    <li className="flex min-h-12 items-center gap-2.5 py-1.5 text-sm">
      <Sign className={done ? "size-4 shrink-0 text-success" : "size-4 shrink-0 text-ink-faint"} aria-hidden />
      <span className={done ? "min-w-0 flex-1 text-ink-faint line-through" : "min-w-0 flex-1"}>
        {title}
        {done && <span className="sr-only"> (done)</span>}
        {!done && <span className="block text-xs text-pretty text-ink-muted">{hint}</span>}
      </span>
      {!done && <span className="flex shrink-0 gap-1.5">{children}</span>}
    </li>
  );
}

type Look = "primary" | "secondary";

function Create({ type, look = "secondary" }: { type: string; look?: Look }) {
  const create = useCreateRecord();
  const recordType = useRecordType(type);
  return (
    <Button size="sm" look={look} onClick={() => recordType && create(recordType)}>
      Create
    </Button>
  );
}

function Invite({ look }: { look: Look }) {
  const [inviting, setInviting] = useState(false);
  return (
    <>
      <Button size="sm" look={look} onClick={() => setInviting(true)}>
        Invite
      </Button>
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </>
  );
}

/** Whether there are contacts or accounts, and opportunities, besides the sample's: those would be the newest. */
function useOwnRecords(): { people: boolean; deals: boolean } | undefined {
  const newest = { sort: "-createdAt", limit: 1 };
  const all = [
    useQuery(fewRecordsQuery("accounts", newest)),
    useQuery(fewRecordsQuery("contacts", newest)),
    useQuery(fewRecordsQuery("opportunities", newest)),
  ];
  if (all.some(({ data }) => data === undefined)) return undefined;
  const [accounts, contacts, deals] = all.map(
    ({ data }) => data?.[0] !== undefined && !String(data[0]["externalId"] ?? "").startsWith("sample:"),
  );
  return { people: accounts! || contacts!, deals: deals! };
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
