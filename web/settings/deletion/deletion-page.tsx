import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Scale } from "lucide-react";
import { useState } from "react";
import { call } from "../../api/client.ts";
import type { DeletionState } from "../../api/contract.ts";
import { Button } from "../../components/button.tsx";
import { ErrorState, SkeletonLines } from "../../components/states.tsx";
import { linkClass } from "../../entry/entry-card.tsx";
import { formatBytes, formatDay, formatDecimal } from "../../records/format.ts";
import { useRecordTypes } from "../../records/queries.ts";
import { boxClass, Section } from "../section.tsx";
import { DeleteOrganization } from "./delete-organization.tsx";
import { KeepOrganization } from "./keep-organization.tsx";

const deletionQuery = queryOptions({
  queryKey: ["deletion"],
  queryFn: ({ signal }) => call("GET /api/organization/delete", { signal }),
});

/** What a deletion of the organization would remove, and its scheduling and cancelling. */
export function DeletionPage() {
  const deletion = useQuery(deletionQuery);
  const [asking, setAsking] = useState(false);
  if (deletion.isPending) return <SkeletonLines lines={8} />;
  if (deletion.isError) return <ErrorState error={deletion.error} retry={() => void deletion.refetch()} />;
  const { organizationName: name, deleteScheduledAt: dueAt, removesPeople, retentionDays, heldBy } = deletion.data;
  return (
    <>
      <Section
        title={dueAt ? `${name} will be deleted on ${formatDay(dueAt)}` : `Delete ${name}`}
        intro={
          dueAt
            ? `Until then it can be read and exported, and nothing in it can be changed. ${removesPeople ? "Accounts of people who are in no other organization go as well." : "Its members keep their accounts."}`
            : `In ${retentionDays} days everything in it is removed for good. Until then it can be read and exported, nothing in it can be changed, API keys stop, and an owner can cancel it. Its members are told by email.`
        }
        action={
          dueAt ? (
            <Button look="primary" onClick={() => setAsking(true)}>
              Cancel the deletion
            </Button>
          ) : (
            <Button look="danger" disabled={heldBy.length > 0} onClick={() => setAsking(true)}>
              Delete…
            </Button>
          )
        }
      >
        {heldBy.length > 0 && <Held by={heldBy} scheduled={dueAt !== null} />}
        <WhatGoes deletion={deletion.data} />
      </Section>
      {asking && dueAt !== null && <KeepOrganization onClose={() => setAsking(false)} />}
      {asking && dueAt === null && <DeleteOrganization deletion={deletion.data} onClose={() => setAsking(false)} />}
    </>
  );
}

/** Why it is not deleted, whatever the day. */
function Held({ by, scheduled }: { by: string[]; scheduled: boolean }) {
  const one = by.length === 1;
  return (
    <p className="mb-4 flex gap-2 rounded-xl border border-line px-4 py-3 text-sm" role="note">
      <Scale className="mt-0.5 size-4 shrink-0 text-ink-faint" aria-hidden />
      <span className="min-w-0 text-pretty wrap-anywhere">
        {one ? "The legal hold " : "The legal holds "}
        {by.map((hold) => `“${hold}”`).join(", ")}
        {one ? " keeps " : " keep "}
        {scheduled ? "everything beyond that day" : "it from being deleted"} until {one ? "it is" : "they are"}{" "}
        <Link to="/settings/audit-log" search={{}} className={linkClass}>
          released
        </Link>
        .
      </span>
    </p>
  );
}

function WhatGoes({ deletion: { willBeDeleted: goes } }: { deletion: DeletionState }) {
  const types = useRecordTypes();
  const records = types.map(({ plural, pluralLabel }) => ({
    label: pluralLabel,
    rows: goes.records[plural] ?? 0,
  }));
  const lines: { label: string; rows: number; hint?: string }[] = [
    ...records.filter(({ rows }) => rows > 0),
    { label: "Members", rows: goes.members },
    { label: goes.files > 0 ? `Files, ${formatBytes(goes.bytes)}` : "Files", rows: goes.files },
    { label: "Events in the audit log", rows: goes.events },
    {
      label: "Everything else",
      rows: goes.other,
      hint: "Rows in the database: comments, invoice lines and payments, views, fields, stages, invitations, API keys, imports, exports and usage counts; and the audit log’s personal values, proofs and search indexes.",
    },
  ];
  return (
    <>
      <h3 className="mb-2 text-sm font-medium">What is deleted</h3>
      <dl className={boxClass}>
        {lines.map(({ label, rows, hint }) => (
          <div key={label} className="flex items-baseline justify-between gap-4 px-4 py-2 text-sm">
            <dt className="min-w-0">
              {label}
              {hint && <span className="block text-xs text-pretty text-ink-muted">{hint}</span>}
            </dt>
            <dd className="text-ink-muted tabular-nums">{formatDecimal(rows)}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-3 text-sm text-pretty text-ink-muted">
        What remains: a signed certificate of how much there was and that nothing is left, hashes of the audit log, and
        backups for as long as the operator keeps them. Owners get the certificate by email.
      </p>
    </>
  );
}
