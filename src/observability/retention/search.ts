import type { ExportedEvent } from "../../../proofs/export-file.ts";
import { commandLineActor, commandLineOrigin } from "../../access/command-line.ts";
import { momentsOf, whereSql } from "../../audit/filter-sql.ts";
import type { LogFilter } from "../../audit/filter-sql.ts";
import { eventsInOrder } from "../../audit/in-order.ts";
import { presentEvent } from "../../audit/query.ts";
import type { LogEntry } from "../../audit/query.ts";
import type { Work } from "../../audit/work.ts";
import { inOrganization } from "../../tenancy/in-organization.ts";
import { disclosuresByName, namesUsed } from "../audit-export.ts";
import { unzippedLines } from "./archive-file.ts";
import type { ArchiveTools } from "./archive-file.ts";
import { listArchives } from "./archives.ts";
import type { StoredArchive } from "./archives.ts";

export type SearchFilter = Pick<
  LogFilter,
  "action" | "resource" | "resourceId" | "userId" | "startDate" | "endDate" | "search"
>;

/** `archive` is the id of the file that has the event; null for one that is in the log. */
export type FoundEvent = LogEntry & { archive: string | null };

const eventsAtOnce = 1_000;

/**
 * All sealed events that match, those in archives first, each in the order of the log. The search is itself an event.
 * Throws where an archive that may have some cannot be read.
 */
export async function* searchLog(
  tools: ArchiveTools,
  organizationId: string,
  filter: SearchFilter,
): AsyncGenerator<FoundEvent> {
  const inside = <T>(kind: "audited" | "read-only", body: (work: Work) => Promise<T>) =>
    inOrganization(tools.db, commandLineActor(organizationId), commandLineOrigin("audit search"), kind, body);
  await inside("audited", async (work) => {
    const details = { search: { archives: true, filter: namesUsed(filter) } };
    work.record({ action: "EXPORT", resource: "audit_log", details });
  });
  const archives = await inside("read-only", ({ sql }) => listArchives(sql, organizationId, Number.MAX_SAFE_INTEGER));
  for (const archive of archives.toReversed().filter((one) => reaches(one, filter)))
    for await (const entries of eventsOf(tools, archive)) {
      const matching = entries.filter((entry) => matches(entry, filter));
      yield* await inside("read-only", (work) => withText(work, matching, filter.search));
    }
  const where = (parameters: unknown[]) => whereSql(filter, parameters);
  for (let from = 0; ;) {
    const { events, nextSequence, size } = await inside("read-only", ({ sql }) =>
      eventsInOrder(sql, organizationId, where, { from }, eventsAtOnce),
    );
    for (const event of events) yield { ...event, archive: null };
    if (nextSequence >= size) return;
    from = nextSequence;
  }
}

function reaches({ from, to }: StoredArchive, filter: SearchFilter): boolean {
  const { start, end } = momentsOf(filter);
  return (start === undefined || Date.parse(to) >= start) && (end === undefined || Date.parse(from) <= end);
}

/** Batches of an archive's events. */
async function* eventsOf({ storage }: ArchiveTools, { id, storageKey }: StoredArchive): AsyncGenerator<FoundEvent[]> {
  const bytes = await storage.read(storageKey);
  if (!bytes) throw new Error(`The archive ${storageKey} is not in the storage`);
  let batch: FoundEvent[] = [];
  for await (const line of unzippedLines(bytes)) {
    const { sequence, leaf, disclosures = [] } = JSON.parse(line) as Partial<ExportedEvent>;
    if (sequence === undefined || leaf === undefined) continue;
    batch.push({ ...presentEvent({ leaf, sequence, disclosed: disclosuresByName(disclosures) }), archive: id });
    if (batch.length < eventsAtOnce) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

function matches(entry: LogEntry, filter: SearchFilter): boolean {
  const { start, end } = momentsOf(filter);
  const at = Date.parse(entry.createdAt);
  return (
    (filter.action ?? entry.action) === entry.action &&
    (filter.resource ?? entry.resource) === entry.resource &&
    (filter.resourceId ?? entry.resourceId) === entry.resourceId &&
    (filter.userId === undefined || filter.userId === entry.user?.id) &&
    (start === undefined || at >= start) &&
    (end === undefined || at <= end)
  );
}

/** Those that have a text, as PostgreSQL finds it in the log. */
async function withText({ sql }: Work, entries: FoundEvent[], search: string | undefined): Promise<FoundEvent[]> {
  if (search === undefined || entries.length === 0) return entries;
  const text = `select place::int from unnest($1::text[], $2::text[]) with ordinality e (resource, disclosure, place)
    where strpos(fold(resource), fold($3)) > 0 or strpos(searched_text(disclosure), fold($3)) > 0 order by place`;
  const said = entries.map(({ resourceName: name, changes }) => JSON.stringify(["", "record", { name, changes }]));
  const rows = await sql.query<{ place: number }>(text, [entries.map(({ resource }) => resource), said, search]);
  return rows.map(({ place }) => entries[place - 1]!);
}
