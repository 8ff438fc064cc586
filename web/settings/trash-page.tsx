import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { call } from "../api/client.ts";
import { useCan } from "../app/session.ts";
import { Button, IconButton } from "../components/button.tsx";
import { Confirm } from "../components/confirm.tsx";
import { Select } from "../components/select.tsx";
import { ErrorState, Notice, SkeletonLines } from "../components/states.tsx";
import { tell, useRecordChanges } from "../records/changes.ts";
import { formatAgo, formatDecimal } from "../records/format.ts";
import { nameOf, type RecordType, type StoredRecord } from "../records/model.ts";
import { recordListQuery, useRecordTypes } from "../records/queries.ts";
import { boxClass, lineClass, Section, usePageTitle } from "./section.tsx";

/** What was deleted, by type, with the way back and the way out. */
export function TrashPage() {
  usePageTitle("Trash");
  const types = useRecordTypes();
  const counts = useTrashCounts();
  const [chosen, setChosen] = useState<string | null>(null);
  const first = types.find(({ name }) => counts.data?.[name]?.total);
  const type = types.find(({ name }) => name === chosen) ?? first ?? types[0];
  const labelOf = ({ name, pluralLabel }: RecordType) => {
    const { total = 0, totalIsCapped = false } = counts.data?.[name] ?? {};
    return total > 0 ? `${pluralLabel} (${formatDecimal(total)}${totalIsCapped ? "+" : ""})` : pluralLabel;
  };
  if (counts.isPending) return <SkeletonLines />;
  return (
    <Section title="Trash" intro="What is deleted waits here until somebody restores it or deletes it for good.">
      <Select
        label="Type of record"
        className="mb-3 w-48"
        value={type?.name ?? null}
        options={types.map((each) => ({ value: each.name, label: labelOf(each) }))}
        onChange={setChosen}
      />
      {type && <TrashOf key={type.name} type={type} />}
    </Section>
  );
}

/** How many records of each type are in the trash. */
function useTrashCounts() {
  const types = useRecordTypes();
  return useQuery({
    queryKey: ["records", "trash counts"],
    queryFn: async ({ signal }) => {
      const query = { trash: "only", limit: 1, count: "1" } as const;
      const answers = types.map(async ({ name, plural }) => {
        const { total, totalIsCapped } = await call("GET /api/{plural}", { params: { plural }, query, signal });
        return [name, { total, totalIsCapped }] as const;
      });
      return Object.fromEntries(await Promise.all(answers));
    },
  });
}

function TrashOf({ type }: { type: RecordType }) {
  const trash = useInfiniteQuery(recordListQuery(type.plural, { trash: "only", sort: "-deletedAt" }));
  const records = trash.data?.pages.flatMap((page) => page.data) ?? [];
  if (trash.isPending) return <SkeletonLines lines={4} />;
  if (trash.isError) return <ErrorState error={trash.error} retry={() => void trash.refetch()} />;
  if (records.length === 0) {
    return <Notice icon={Trash2} title={`No ${type.pluralLabel.toLowerCase()} in the trash`} />;
  }
  return (
    <>
      <ul className={boxClass}>
        {records.map((record) => (
          <TrashLine key={record.id} type={type} record={record} />
        ))}
      </ul>
      {trash.hasNextPage && (
        <Button className="mt-3" busy={trash.isFetchingNextPage} onClick={() => void trash.fetchNextPage()}>
          Show more
        </Button>
      )}
    </>
  );
}

function TrashLine({ type, record }: { type: RecordType; record: StoredRecord }) {
  const can = useCan();
  const { restore, purge } = useRecordChanges(type);
  const [asking, setAsking] = useState(false);
  return (
    <li className={lineClass}>
      <div className="min-w-36 flex-1">
        <Link
          to="/$plural/$id"
          params={{ plural: type.plural, id: record.id }}
          search={{}}
          className="block truncate rounded text-sm font-medium underline-offset-3 hover:underline"
        >
          {nameOf(record)}
        </Link>
        <p className="text-xs text-ink-faint">deleted {formatAgo(record.deletedAt ?? "")}</p>
      </div>
      {can("records.write") && <Button onClick={() => void restore([record.id]).catch(tell)}>Restore</Button>}
      {can("records.purge") && (
        <IconButton label={`Delete ${nameOf(record)} for good`} onClick={() => setAsking(true)}>
          <Trash2 aria-hidden />
        </IconButton>
      )}
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={`Delete ${nameOf(record)} for good?`}
        description="It cannot be brought back. What the audit log says of it stays."
        action="Delete for good"
        onConfirm={() => purge(record.id)}
      />
    </li>
  );
}
