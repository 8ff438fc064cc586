import { ArrowRight } from "lucide-react";
import { createContext, type ReactNode, use } from "react";
import { cn } from "../components/class-names.ts";
import { textOf } from "../records/format.ts";
import { isEmpty, type RecordField, type RecordType } from "../records/model.ts";
import { diffWords } from "./text-diff.ts";
import { isErased, nameOfMember, nameOfThing } from "./words.ts";

type Change = { from?: unknown; to?: unknown };
type Changes = Record<string, Change>;

/** What the ids in changes name today. */
export const Names = createContext<Readonly<Record<string, string>>>({});

const longText = 60;

/** What changed, field by field: before and after. */
export function ChangeList({ changes, type }: { changes: Changes; type: RecordType | undefined }) {
  const lines = Object.entries(changes).flatMap(([name, change]) =>
    name === "custom" ? ownFields(change) : [[name, change] as const],
  );
  return (
    <dl className="divide-y divide-line overflow-hidden rounded-lg border border-line text-sm">
      {lines.map(([name, change]) => {
        const field = type?.fields.find((candidate) => candidate.member === name || candidate.name === name);
        return (
          <div key={name} className="grid gap-x-4 gap-y-0.5 px-3 py-2 sm:grid-cols-[10rem_minmax(0,1fr)]">
            <dt className="text-ink-muted">{field?.label ?? nameOfMember(name.replace(/^custom\./, ""))}</dt>
            <dd className="min-w-0 wrap-anywhere">
              <Difference change={change} field={field} />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** An organization's own fields change as one value; each is a line of its own. */
function ownFields({ from, to }: Change): [string, Change][] {
  const [before, after] = [(from ?? {}) as Record<string, unknown>, (to ?? {}) as Record<string, unknown>];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
    .map((name) => [`custom.${name}`, { from: before[name], to: after[name] }]);
}

function Difference({ change: { from, to }, field }: { change: Change; field: RecordField | undefined }) {
  const show = useShownValue(field);
  if (Array.isArray(from) || Array.isArray(to)) return <ListDifference from={from} to={to} show={show} />;
  const [before, after] = [show(from), show(to)];
  if (isEmpty(from)) return <Came>{after}</Came>;
  if (isEmpty(to)) return <Went>{before}</Went>;
  if (before.length > longText || after.length > longText) return <TextDifference from={before} to={after} />;
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      <Went>{before}</Went>
      <ArrowRight className="size-3.5 shrink-0 text-ink-faint" aria-hidden />
      <Came>{after}</Came>
    </span>
  );
}

function useShownValue(field: RecordField | undefined) {
  const names = use(Names);
  return (value: unknown): string => {
    const id = value && typeof value === "object" && "id" in value ? value.id : value;
    if (typeof id !== "string") return textOf(field, value);
    const name = names[id];
    if (name !== undefined) return isErased(name) ? `${name} (${id})` : name;
    const target = field?.target ?? (value as { type?: string }).type;
    return target === undefined || id === "" ? textOf(field, value) : `${nameOfThing(target)} ${id}`;
  };
}

/** Tags, links and lines: what was taken away, and what was added. */
function ListDifference({ from, to, show }: { from: unknown; to: unknown; show: (value: unknown) => string }) {
  const [before, after] = [listed(from), listed(to)];
  const keys = (list: readonly unknown[]) => new Set(list.map((item) => JSON.stringify(item)));
  const [old, fresh] = [keys(before), keys(after)];
  return (
    <ul className="flex flex-wrap gap-1.5">
      {before
        .filter((item) => !fresh.has(JSON.stringify(item)))
        .map((item, at) => (
          <li key={`-${at}`}>
            <Went>{itemText(item, show)}</Went>
          </li>
        ))}
      {after
        .filter((item) => !old.has(JSON.stringify(item)))
        .map((item, at) => (
          <li key={`+${at}`}>
            <Came>{itemText(item, show)}</Came>
          </li>
        ))}
    </ul>
  );
}

function listed(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A line of a list as "Description: Consulting, Quantity: 2". */
function itemText(item: unknown, show: (value: unknown) => string): string {
  if (item === null || typeof item !== "object" || "title" in item || "type" in item) return show(item);
  return Object.entries(item)
    .filter(([name, value]) => !isEmpty(value) && name !== "id" && name !== "position")
    .map(([name, value]) => `${nameOfMember(name)}: ${show(value)}`)
    .join(", ");
}

function TextDifference({ from, to }: { from: string; to: string }) {
  return (
    <p className="whitespace-pre-wrap">
      {diffWords(from, to).map(({ kind, text }, at) =>
        kind === "same" ? text : kind === "gone" ? <Went key={at}>{text}</Went> : <Came key={at}>{text}</Came>,
      )}
    </p>
  );
}

const mark = "rounded-sm box-decoration-clone px-1 whitespace-pre-wrap";

function Went({ children }: { children: ReactNode }) {
  return (
    <del className={cn(mark, "tone-red decoration-current/50")}>
      <span className="sr-only">removed </span>
      {children}
    </del>
  );
}

function Came({ children }: { children: ReactNode }) {
  return (
    <ins className={cn(mark, "tone-green no-underline")}>
      <span className="sr-only">added </span>
      {children}
    </ins>
  );
}
