import { Link } from "@tanstack/react-router";
import { useCan } from "../app/session.ts";
import type { AuditEntry } from "../api/contract.ts";
import { sentence } from "../api/problem.ts";
import { buttonClass } from "../components/button.tsx";
import { formatDecimal, formatExactMoment } from "../records/format.ts";
import type { RecordType } from "../records/model.ts";
import { ChangeList } from "./change-list.tsx";
import { nameOfThing, runByOf } from "./words.ts";
import { changesOfHold } from "./hold-changes.ts";
import { EventProof } from "./verify/event-proof.tsx";

type EventDetailsProps = {
  entry: AuditEntry;
  type: RecordType | undefined;
  thing: string;
  who: string;
  /** Somebody asked for its proof already. */
  verify: boolean;
};

/** Everything that the log keeps of one event. */
export function EventDetails({ entry, type, thing, who, verify }: EventDetailsProps) {
  const changes = entry.changes ?? {};
  return (
    <div className="flex flex-col gap-3 bg-canvas px-4 pt-3 pb-4 sm:pr-6 sm:pl-20">
      {entry.reason && <p className="text-sm text-danger">{sentence(entry.reason)}</p>}
      {Object.keys(changes).length > 0 && (
        <ChangeList changes={entry.resource === "legal_hold" ? changesOfHold(changes) : changes} type={type} />
      )}
      <Circumstances entry={entry} />
      <Ways entry={entry} type={type} thing={thing} who={who} />
      <EventProof entry={entry} start={verify} />
    </div>
  );
}

/** When, from where, and by which request. */
export function Circumstances({ entry }: { entry: AuditEntry }) {
  const { context, actor } = entry;
  const facts = [
    ["When", formatExactMoment(entry.createdAt)],
    ["Role then", entry.user ? textIn(actor, "role") : undefined],
    ["Run as", runByOf(entry)],
    ["With", entry.userAgent ? entry.device : undefined],
    ["From", entry.ipAddress],
    ["Held by", heldBy(entry)],
    ["Values erased", erasedValues(entry)],
    // A route of ours begins with its method.
    ["Request", textIn(context, "route") ?? textIn(context, "method")],
    ["Request id", textIn(context, "requestId")],
    // Where there is no name, the id is all that tells which it was.
    [`${nameOfThing(entry.resource)} id`, entry.resourceName === null ? entry.resourceId : undefined],
    ["Event id", entry.id],
  ].filter(([, value]) => value);
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-0.5 text-xs text-ink-faint">
      {facts.map(([label, value]) => (
        <div key={label} className="contents">
          <dt>{label}</dt>
          <dd className="wrap-anywhere text-ink-muted">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const linkClass = buttonClass({ size: "sm" });

function Ways({ entry, type, thing, who }: Omit<EventDetailsProps, "verify">) {
  const { action, resource, resourceId, user } = entry;
  const can = useCan();
  return (
    <p className="flex flex-wrap gap-2">
      {type && can("records.read") && resourceId && action !== "ERASE" && (
        <Link to="/$plural/$id" params={{ plural: type.plural, id: resourceId }} search={{}} className={linkClass}>
          Open the {thing}
        </Link>
      )}
      {resource === "import" && can("records.read") && resourceId && (
        <Link to="/imports/$id" params={{ id: resourceId }} search={{}} className={linkClass}>
          Open the import
        </Link>
      )}
      {resourceId && (
        <Link to="/audit-log" search={{ resource, resourceId }} className={linkClass}>
          All events of this {thing}
        </Link>
      )}
      {user && (
        <Link to="/audit-log" search={{ userId: user.id }} className={linkClass}>
          All events of {who}
        </Link>
      )}
      {entry.ipAddress && (
        <Link to="/audit-log" search={{ ip: entry.ipAddress }} className={linkClass}>
          All events from {entry.ipAddress}
        </Link>
      )}
    </p>
  );
}

function erasedValues({ action, context }: AuditEntry): string | undefined {
  const { values } = (context["erased"] ?? {}) as { values?: number };
  return action === "ERASE" && values !== undefined ? formatDecimal(values) : undefined;
}

/** The legal holds that kept what somebody would have removed. */
function heldBy({ reason, context }: AuditEntry): string | undefined {
  const { holds } = context as { holds?: string[] };
  return reason === "legal hold" ? holds?.map((name) => `“${name}”`).join(", ") : undefined;
}

/** A member of an open object, where it is text. */
function textIn(object: Record<string, unknown>, name: string): string | undefined {
  const value = object[name];
  return typeof value === "string" ? value : undefined;
}
