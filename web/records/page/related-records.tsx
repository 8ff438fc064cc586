import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useCan } from "../../app/session.ts";
import { IconButton } from "../../components/button.tsx";
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
import { FieldText } from "../list/field-text.tsx";
import { fewRecordsQuery, useRecordTypes } from "../queries.ts";

/** Another type whose records may refer to this one, and by which field. */
type Relation = { type: RecordType; field: RecordField };

/** Every field of every type that names records of `type`. */
export function useRelations(type: RecordType): Relation[] {
  return useRecordTypes().flatMap((other) =>
    other.fields
      .filter((field) => field.kind === "reference" && field.target === type.name)
      .map((field) => ({ type: other, field })),
  );
}

type RelatedRecordsProps = { relations: Relation[]; record: StoredRecord; type: RecordType };

export function RelatedRecords({ relations, record, type }: RelatedRecordsProps) {
  return (
    <div className="flex flex-col gap-5">
      {relations.map((relation) => (
        <RelatedList key={`${relation.type.name} ${relation.field.name}`} {...relation} record={record} of={type} />
      ))}
    </div>
  );
}

/** Where the name of the type alone does not say how its records relate. */
const titles: Record<string, string> = {
  "account.parentAccount": "Subsidiaries",
  "lead.convertedAccount": "Converted leads",
  "lead.convertedContact": "Converted leads",
  "lead.convertedOpportunity": "Converted leads",
  "document.predecessor": "Successors",
  "opportunity.primaryContact": "Opportunities",
};

const shown = 6;

function RelatedList({ type, field, record, of }: Relation & { record: StoredRecord; of: RecordType }) {
  const create = useCreateRecord();
  const can = useCan();
  const filter = { [`filter[${field.name}][eq]`]: record.id };
  const { data, isPending } = useQuery(fewRecordsQuery(type.plural, { ...filter, limit: shown + 1 }));
  const title =
    titles[`${type.name}.${field.name}`] ??
    (field.label === of.label ? type.pluralLabel : `${type.pluralLabel} (${field.label.toLowerCase()})`);
  const more = (data?.length ?? 0) > shown;
  return (
    <section>
      <div className="mb-1.5 flex h-7 items-center gap-2">
        <TypeIcon type={type.name} className="size-4 text-ink-faint" />
        <h3 className="flex-1 text-sm font-semibold">{title}</h3>
        {can("records.write") && !record.deletedAt && (
          <IconButton
            label={`New ${type.label.toLowerCase()}`}
            size="icon-sm"
            onClick={() =>
              create(type, {
                values: { [field.member]: record.id },
                referred: { [field.name]: referenceTo(record) },
                onCreated: () => undefined,
              })
            }
          >
            <Plus aria-hidden />
          </IconButton>
        )}
      </div>
      {isPending && <Skeleton className="h-9 w-full" />}
      {data?.length === 0 && <p className="text-sm text-ink-faint">None.</p>}
      {data && data.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line">
          {data.slice(0, shown).map((other) => (
            <RelatedLine key={other.id} type={type} record={other} by={field} />
          ))}
          {more && (
            <li>
              <Link
                to="/$plural"
                params={{ plural: type.plural }}
                search={filter}
                className="block rounded-b-lg px-3 py-2 text-sm text-accent-text hover:bg-hover"
              >
                Show all
              </Link>
            </li>
          )}
        </ul>
      )}
    </section>
  );
}

function RelatedLine({ type, record, by }: { type: RecordType; record: StoredRecord; by: RecordField }) {
  const telling = type.fields
    .filter((field) => field.inList && field !== by && field.kind !== "tags" && !type.title.includes(field.name))
    .filter((field) => !isEmpty(valueOf(record, field)))
    .slice(0, 3);
  return (
    <li className="flex items-center">
      {type.name === "task" && <TaskCheck task={record} className="ml-3" />}
      <Link
        to="/$plural/$id"
        params={{ plural: type.plural, id: record.id }}
        search={{}}
        className="flex min-h-10 min-w-0 flex-1 items-center gap-3 rounded-lg px-3 py-1.5 text-sm hover:bg-hover"
      >
        <span className="min-w-0 flex-1 truncate font-medium">{nameOf(record)}</span>
        <span className="flex max-w-[55%] items-center gap-3 overflow-hidden whitespace-nowrap text-ink-muted">
          {telling.map((field) => (
            <FieldText key={field.name} field={field} record={record} />
          ))}
        </span>
      </Link>
    </li>
  );
}
