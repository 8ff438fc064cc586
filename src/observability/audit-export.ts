import type { Context } from "../api/endpoint.ts";
import type { Services } from "../api/services.ts";
import { streamOf } from "../api/stream-of.ts";
import { userFileHeaders } from "../api/user-file.ts";
import { eventOf } from "../audit/append.ts";
import { presentEvent, wholeLogSql } from "../audit/query.ts";
import type { LogEntry, LogFilter, StoredEvent } from "../audit/query.ts";
import { writeCsv } from "../records/csv/write.ts";
import { streamRows } from "../tenancy/stream-rows.ts";

const columns: Record<string, (entry: LogEntry) => string> = {
  time: (entry) => entry.createdAt,
  action: (entry) => entry.action,
  class: (entry) => entry.class,
  outcome: (entry) => entry.outcome,
  reason: (entry) => entry.reason ?? "",
  resource: (entry) => entry.resource,
  resourceId: (entry) => entry.resourceId ?? "",
  resourceName: (entry) => entry.resourceName ?? "",
  userId: (entry) => entry.user?.id ?? "",
  userName: (entry) => entry.user?.name ?? "",
  userEmail: (entry) => entry.user?.email ?? "",
  ipAddress: (entry) => entry.ipAddress ?? "",
  userAgent: (entry) => entry.userAgent ?? "",
  changes: (entry) => (entry.changes ? JSON.stringify(entry.changes) : ""),
  requestId: (entry) => (entry.context.requestId as string | undefined) ?? "",
  id: (entry) => entry.id,
};

/** Every matching event as a file that streams: its bytes and header fields. The reading is itself an event. */
export async function exportLog(
  format: "csv" | "json",
  filter: LogFilter,
  context: Context,
  { db, reads, clock }: Services,
) {
  const actor = context.actor();
  const entry = { action: "EXPORT", resource: "audit_log", details: { format, filter: Object.keys(filter) } } as const;
  await reads.note(eventOf(actor, context.origin, entry, clock.now()));
  const events = entries(
    streamRows<StoredEvent>(db, actor, context.origin, () => wholeLogSql(actor.organizationId, filter)),
  );
  const bytes = format === "csv" ? writeCsv(cells(events)) : jsonOf(events);
  const mediaType = format === "csv" ? "text/csv; charset=utf-8" : "application/json";
  const day = clock.now().toISOString().slice(0, 10);
  return [streamOf(bytes), userFileHeaders({ name: `audit-log-${day}.${format}`, mediaType })] as const;
}

async function* entries(rows: AsyncIterable<StoredEvent>): AsyncGenerator<LogEntry> {
  for await (const row of rows) yield presentEvent(row);
}

async function* cells(events: AsyncIterable<LogEntry>): AsyncGenerator<string[]> {
  yield Object.keys(columns);
  for await (const entry of events) yield Object.values(columns).map((cell) => cell(entry));
}

async function* jsonOf(events: AsyncIterable<LogEntry>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let separator = '{"logs":[\n';
  for await (const entry of events) {
    yield encoder.encode(separator + JSON.stringify(entry));
    separator = ",\n";
  }
  yield encoder.encode(separator.startsWith("{") ? '{"logs":[]}\n' : "\n]}\n");
}
