import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { call } from "../../api/client.ts";
import { Button } from "../../components/button.tsx";
import { cn } from "../../components/class-names.ts";
import { Skeleton } from "../../components/states.tsx";
import { useCreateRecord } from "../create-record.tsx";
import { TaskCheck } from "../task-check.tsx";
import { TypeIcon } from "../type-icon.tsx";
import {
  isEmpty,
  nameOf,
  type RecordField,
  type RecordType,
  referenceTo,
  type StoredRecord,
  valueOf,
} from "../model.ts";
import { formatDecimal } from "../format.ts";
import { FieldText } from "../list/field-text.tsx";
import { RelatedSum } from "./related-sum.tsx";
import { type Relation, titleOfRelation } from "./relations.ts";
import { useMayEdit } from "./use-may-edit.ts";

type RelatedRecordsProps = { relations: Relation[]; record: StoredRecord; type: RecordType };

export function RelatedRecords({ relations, record, type }: RelatedRecordsProps) {
  return (
    <div className="flex flex-col gap-6">
      {relations.map((relation) => (
        <RelatedList key={`${relation.type.name} ${relation.field.name}`} {...relation} record={record} of={type} />
      ))}
    </div>
  );
}

const shown = 6;

function RelatedList({ type, field, record, of }: Relation & { record: StoredRecord; of: RecordType }) {
  const filter = { [`filter[${field.name}][eq]`]: record.id };
  const { data, isPending } = useQuery({
    queryKey: ["records", type.plural, "related", filter],
    queryFn: ({ signal }) =>
      call("GET /api/{plural}", {
        params: { plural: type.plural },
        query: { ...filter, limit: shown, count: "1" },
        signal,
      }),
  });
  const title = titleOfRelation({ type, field }, of);
  const total = data?.total ?? 0;
  // What only a verb can relate has nothing to offer where there is none.
  if (field.readOnly && total === 0) return null;
  return (
    <section aria-label={title}>
      <div className="mb-1.5 flex min-h-7 items-center gap-2">
        <TypeIcon type={type.name} className="size-4 text-ink-faint" />
        <h3 className="text-sm font-semibold">{title}</h3>
        {total > 0 && (
          <span className="text-xs text-ink-faint tabular-nums">
            {formatDecimal(total)}
            {data?.totalIsCapped && "+"}
          </span>
        )}
        <span className="min-w-0 flex-1 truncate text-right text-xs text-ink-muted tabular-nums">
          {total > 0 && <RelatedSum type={type} filter={filter} />}
        </span>
        <AddRelated type={type} field={field} record={record} />
      </div>
      {isPending && <Skeleton className="h-9 w-full" />}
      {data && total === 0 && (
        <p className="rounded-lg border border-dashed border-line px-3 py-2 text-sm text-ink-faint">
          {hints[type.name] ?? `No ${type.pluralLabel.toLowerCase()} yet.`}
        </p>
      )}
      {data && data.data.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line">
          {data.data.map((other) => (
            <RelatedLine key={other.id} type={type} record={other} by={field} />
          ))}
          {data.nextCursor && (
            <li>
              <Link
                to="/$plural"
                params={{ plural: type.plural }}
                search={filter}
                className="flex min-h-9 items-center rounded-b-lg px-3 text-sm text-accent-text hover:bg-hover pointer-coarse:min-h-11"
              >
                Show all {formatDecimal(total)}
                {data.totalIsCapped && "+"}
              </Link>
            </li>
          )}
        </ul>
      )}
    </section>
  );
}

/** What is missing where there is nothing yet. */
const hints: Record<string, string> = {
  contact: "Nobody yet. Add who you talk to.",
  opportunity: "No opportunities yet. Add what could be sold.",
  invoice: "No invoices yet.",
  task: "No tasks yet. Add what needs doing next.",
};

function AddRelated({ type, field, record }: Relation & { record: StoredRecord }) {
  const create = useCreateRecord();
  const mayEdit = useMayEdit(record);
  if (!mayEdit || field.readOnly) return null;
  return (
    <Button
      look="quiet"
      size="sm"
      aria-label={`New ${type.label.toLowerCase()}`}
      className="pointer-coarse:h-10"
      onClick={() =>
        create(type, {
          values: { [field.member]: record.id },
          referred: { [field.name]: referenceTo(record) },
          onCreated: () => undefined,
        })
      }
    >
      <Plus aria-hidden />
      Add
    </Button>
  );
}

/** What a line tells besides the name, so that lines below each other can be compared. */
const told: Record<string, string[]> = {
  account: ["type", "industry"],
  contact: ["title", "email"],
  opportunity: ["stage", "amount"],
  invoice: ["status", "total"],
  contract: ["status", "value"],
  task: ["dueDate", "assignee"],
  project: ["status", "dueDate"],
  document: ["type", "expiryDate"],
};

function toldOf(type: RecordType, by: RecordField): RecordField[] {
  const chosen = (told[type.name] ?? []).flatMap((name) => type.fields.find((field) => field.name === name) ?? []);
  if (chosen.length > 0) return chosen;
  return type.fields
    .filter((field) => field.inList && field !== by && field.kind !== "tags" && !type.title.includes(field.name))
    .slice(0, 2);
}

function RelatedLine({ type, record, by }: { type: RecordType; record: StoredRecord; by: RecordField }) {
  return (
    <li className="flex items-center">
      {type.name === "task" && <TaskCheck task={record} className="ml-3" />}
      <Link
        to="/$plural/$id"
        params={{ plural: type.plural, id: record.id }}
        search={{}}
        className="grid min-h-10 min-w-0 flex-1 grid-cols-[minmax(0,1fr)_minmax(0,auto)] items-center gap-x-3 rounded-lg px-3 py-1.5 text-sm hover:bg-hover sm:grid-cols-[minmax(0,4fr)_minmax(0,3fr)_minmax(0,4fr)]"
      >
        <span className="truncate font-medium">{nameOf(record)}</span>
        {toldOf(type, by).map((field, place) => (
          <span
            key={field.name}
            className={cn(
              "flex min-w-0 text-ink-muted",
              place === 0 ? "max-sm:justify-end" : "justify-end max-sm:hidden",
            )}
          >
            {!isEmpty(valueOf(record, field)) && <FieldText field={field} record={record} />}
          </span>
        ))}
      </Link>
    </li>
  );
}
