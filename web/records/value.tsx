import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Avatar } from "../components/avatar.tsx";
import { Badge } from "../components/badge.tsx";
import { toneOfChoice } from "./choice-tone.ts";
import { DueDate } from "./due-date.tsx";
import { formatBytes, formatDecimal, formatExactMoney, formatMoment, formatMoney, labelOfChoice } from "./format.ts";
import { isEmpty, type RecordField, type Reference, type StoredRecord, valueOf } from "./model.ts";
import { useRecordType } from "./queries.ts";
import { RecordMark } from "./record-mark.tsx";

const linkClass = "truncate rounded text-ink underline-offset-3 hover:underline hover:decoration-line-strong";

type Show = (value: never, field: RecordField, record: StoredRecord) => ReactNode;

const shows: Partial<Record<RecordField["kind"], Show>> = {
  email: (value: string) => (
    <a href={`mailto:${value}`} className={linkClass}>
      {value}
    </a>
  ),
  phone: (value: string) => (
    <a href={`tel:${value.replaceAll(/[^\d+]/g, "")}`} className={linkClass}>
      {value}
    </a>
  ),
  url: (value: string) => <WebLink address={value} />,
  integer: (value: number) => formatDecimal(value, { useGrouping: value > 9999 }),
  bytes: (value: number) => formatBytes(Number(value)),
  decimal: (value: string) => formatDecimal(value, { maximumFractionDigits: 4 }),
  percent: (value: string) => `${formatDecimal(value, { maximumFractionDigits: 2 })}%`,
  money: (value: string, field, record) =>
    (field.exact ? formatExactMoney : formatMoney)(value, currencyOf(field, record)),
  date: (value: string, field, record) => <DueDate date={value} open={isOwed(field, record)} />,
  datetime: (value: string) => <time dateTime={value}>{formatMoment(value)}</time>,
  boolean: (value: boolean) => (value ? "Yes" : "No"),
  choice: (value: string, field) => <Badge tone={toneOfChoice(value)}>{labelOfChoice(field, value)}</Badge>,
  country: (value: string, field) => labelOfChoice(field, value),
  tags: (value: string[]) => <Tags tags={value} />,
  rows: (value: unknown[]) => `${value.length}`,
  links: (value: { type: string; id: string; title?: string }[]) => <Links links={value} />,
};

// What is asked for and not paid yet.
const owed = new Set(["issued", "sent", "partially_paid", "overdue"]);

function isOwed(field: RecordField, record: StoredRecord): boolean {
  return field.name === "dueDate" && owed.has(String(record["status"]));
}

/** A field's value as people read it. An empty one shows nothing. */
export function FieldValue({ field, record }: { field: RecordField; record: StoredRecord }): ReactNode {
  const value = valueOf(record, field);
  // An import keeps the name of an owner who is no member.
  if (field.name === "owner" && isEmpty(value) && typeof record["ownerName"] === "string") return record["ownerName"];
  if (isEmpty(value)) return null;
  if (field.kind === "member") return <MemberName of={record[field.name] as Reference | null} />;
  if (field.kind === "reference") {
    return <ReferenceLink target={field.target ?? ""} of={record[field.name] as Reference | null} />;
  }
  const show = shows[field.kind] as ((v: unknown, f: RecordField, r: StoredRecord) => ReactNode) | undefined;
  return show ? show(value, field, record) : String(value);
}

export function currencyOf(field: RecordField, record: StoredRecord): string | null {
  const currency = record[field.currencyField ?? "currency"];
  return typeof currency === "string" ? currency : null;
}

function WebLink({ address }: { address: string }) {
  // Only web addresses become links: a stored `javascript:` stays text.
  if (!/^https?:\/\//i.test(address)) return address;
  return (
    <a href={address} target="_blank" rel="noreferrer noopener" className={linkClass}>
      {address.replace(/^https?:\/\/(www\.)?/i, "").replace(/\/$/, "")}
    </a>
  );
}

export function MemberName({ of }: { of: Reference | null | undefined }) {
  if (!of) return null;
  const name = of.name ?? of.title ?? "Somebody";
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <Avatar name={name} />
      <span className="truncate">{name}</span>
    </span>
  );
}

export function ReferenceLink({ target, of }: { target: string; of: Reference | null | undefined }) {
  const type = useRecordType(target);
  if (!of) return null;
  const title = of.title ?? of.name ?? "Untitled";
  if (!type) return <Badge tone={toneOfChoice(title)}>{title}</Badge>;
  return (
    <Link
      to="/$plural/$id"
      params={{ plural: type.plural, id: of.id }}
      search={{}}
      className="-mx-1 flex min-w-0 max-w-[calc(100%+0.5rem)] items-center gap-1.5 rounded px-1 hover:bg-pressed"
    >
      <RecordMark type={type.name} name={title} />
      <span className="truncate">{title}</span>
    </Link>
  );
}

function Tags({ tags }: { tags: string[] }) {
  return (
    <span className="flex min-w-0 flex-wrap gap-1">
      {tags.map((tag) => (
        <Badge key={tag}>{tag}</Badge>
      ))}
    </span>
  );
}

function Links({ links }: { links: { type: string; id: string; title?: string }[] }) {
  return (
    <span className="flex min-w-0 flex-wrap gap-x-3 gap-y-1">
      {links.map((link) => (
        <ReferenceLink key={link.id} target={link.type} of={link} />
      ))}
    </span>
  );
}
