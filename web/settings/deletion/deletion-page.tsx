import { queryOptions, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../../api/client.ts";
import type { DeletionState } from "../../api/contract.ts";
import { Button } from "../../components/button.tsx";
import { ErrorState, SkeletonLines } from "../../components/states.tsx";
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
  const { organizationName: name, deleteScheduledAt: dueAt, removesPeople, retentionDays } = deletion.data;
  return (
    <>
      <Section
        title={dueAt ? `${name} will be deleted on ${formatDay(dueAt)}` : `Delete ${name}`}
        intro={
          dueAt
            ? `Until then it can be read and exported, and nothing in it can be changed. ${removesPeople ? "Accounts of people who are in no other organization go as well." : "Its members keep their accounts."}`
            : `In ${retentionDays} days everything in it is removed for good. Until then it can be read and exported, nothing in it can be changed, API keys stop, and an owner can cancel it. Its members are told by mail.`
        }
        action={
          dueAt ? (
            <Button look="primary" onClick={() => setAsking(true)}>
              Cancel the deletion
            </Button>
          ) : (
            <Button look="danger" onClick={() => setAsking(true)}>
              Delete…
            </Button>
          )
        }
      >
        <WhatGoes deletion={deletion.data} />
      </Section>
      {asking && dueAt !== null && <KeepOrganization onClose={() => setAsking(false)} />}
      {asking && dueAt === null && <DeleteOrganization deletion={deletion.data} onClose={() => setAsking(false)} />}
    </>
  );
}

function WhatGoes({ deletion: { willBeDeleted: goes } }: { deletion: DeletionState }) {
  const types = useRecordTypes();
  const records = types.map(({ plural, pluralLabel }) => ({
    label: pluralLabel,
    rows: goes.records[plural] ?? 0,
  }));
  const lines = [
    ...records.filter(({ rows }) => rows > 0),
    { label: "Members", rows: goes.members },
    { label: goes.files > 0 ? `Files, ${formatBytes(goes.bytes)}` : "Files", rows: goes.files },
    { label: "Events in the audit log", rows: goes.events },
    { label: "Settings, comments and everything else", rows: goes.other },
  ];
  return (
    <>
      <h3 className="mb-2 text-sm font-medium">What goes</h3>
      <dl className={boxClass}>
        {lines.map(({ label, rows }) => (
          <div key={label} className="flex items-baseline justify-between gap-4 px-4 py-2 text-sm">
            <dt>{label}</dt>
            <dd className="text-ink-muted tabular-nums">{formatDecimal(rows)}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-3 text-sm text-pretty text-ink-muted">
        What remains is a signed certificate that says how much there was and that nothing is left, hashes of the audit
        log, and backups for as long as whoever runs this installation keeps them. Owners get the certificate by mail.
      </p>
    </>
  );
}
