import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { SearchX, Trash2 } from "lucide-react";
import { useState } from "react";
import { useCan } from "../app/session.ts";
import { Button, IconButton } from "../components/button.tsx";
import { Confirm } from "../components/confirm.tsx";
import { SearchInput } from "../components/search-input.tsx";
import { ErrorState, Notice, SkeletonLines } from "../components/states.tsx";
import { tell, useRecordChanges } from "../records/changes.ts";
import { formatAgo, formatDecimal } from "../records/format.ts";
import { nameOf, type RecordType, type StoredRecord } from "../records/model.ts";
import { membersQuery, recordListQuery } from "../records/queries.ts";
import { boxClass, lineClass } from "./section.tsx";
import { refusalOf, useHolds } from "./use-holds.ts";
import { useEmptyTrash } from "./use-empty-trash.ts";

type TrashListProps = { type: RecordType; /** Something left the trash here. */ onChange: () => void };

/** One type's records in the trash, the latest first. */
export function TrashList({ type, onChange }: TrashListProps) {
  const can = useCan();
  const [search, setSearch] = useState("");
  const [emptying, setEmptying] = useState(false);
  const { empty, gone } = useEmptyTrash(type);
  const trash = useInfiniteQuery(
    recordListQuery(type.plural, { trash: "only", sort: "-deletedAt", ...(search && { search }) }),
  );
  const records = trash.data?.pages.flatMap((page) => page.data) ?? [];
  const plural = type.pluralLabel.toLowerCase();
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <SearchInput
          label={`Search ${plural} in the trash`}
          value={search}
          onChange={setSearch}
          className="min-w-40 flex-1"
        />
        {can("records.purge") && (records.length > 0 || emptying) && !search && (
          <Button look="danger" onClick={() => setEmptying(true)}>
            Empty
          </Button>
        )}
      </div>
      {trash.isPending ? (
        <SkeletonLines lines={4} />
      ) : trash.isError ? (
        <ErrorState error={trash.error} retry={() => void trash.refetch()} />
      ) : records.length === 0 ? (
        <Notice
          icon={search ? SearchX : Trash2}
          title={search ? `Nothing here is called “${search}”` : `No ${plural} in the trash`}
          className="py-10"
        />
      ) : (
        <ul className={boxClass}>
          {records.map((record) => (
            <TrashLine key={record.id} type={type} record={record} onChange={onChange} />
          ))}
        </ul>
      )}
      {trash.hasNextPage && (
        <Button className="mt-3" busy={trash.isFetchingNextPage} onClick={() => void trash.fetchNextPage()}>
          Show more
        </Button>
      )}
      <Confirm
        open={emptying}
        onClose={() => setEmptying(false)}
        title={`Delete all ${plural} in the trash for good?`}
        description={
          gone === undefined
            ? "They cannot be restored. What the audit log says about them stays."
            : `${formatDecimal(gone)} deleted so far.`
        }
        action="Delete all for good"
        onConfirm={async () => {
          onChange();
          await empty();
        }}
      />
    </>
  );
}

function TrashLine({ type, record, onChange }: TrashListProps & { record: StoredRecord }) {
  const can = useCan();
  const { restore, purge } = useRecordChanges(type);
  const [asking, setAsking] = useState(false);
  const { naming } = useHolds({ type: type.name, id: record.id });
  const { data: members } = useQuery(membersQuery);
  const by = members?.find(({ userId }) => userId === record.deletedBy)?.name;
  const name = nameOf(record);
  return (
    <li className={lineClass}>
      <div className="min-w-36 flex-1">
        <Link
          to="/$plural/$id"
          params={{ plural: type.plural, id: record.id }}
          search={{}}
          className="block truncate rounded text-sm font-medium underline-offset-3 hover:underline"
        >
          {name}
        </Link>
        <p className="text-xs text-ink-faint">
          Deleted {formatAgo(record.deletedAt ?? "")}
          {by && ` by ${by}`}
        </p>
      </div>
      {can("records.write") && (
        <Button
          aria-label={`Restore ${name}`}
          onClick={() => {
            onChange();
            void restore([record.id]).catch(tell);
          }}
        >
          Restore
        </Button>
      )}
      {can("records.purge") && (
        <IconButton label={`Delete ${name} for good`} onClick={() => setAsking(true)}>
          <Trash2 aria-hidden />
        </IconButton>
      )}
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={`Delete ${name} for good?`}
        description="It cannot be restored. What the audit log says about it stays."
        action="Delete for good"
        refusal={refusalOf(naming)}
        onConfirm={async () => {
          onChange();
          await purge(record.id);
        }}
      />
    </li>
  );
}
