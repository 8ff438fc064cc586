import { appendEvents, eventOf } from "../audit/append.ts";
import type { Event } from "../audit/disclosure.ts";
import type { Work } from "../audit/work.ts";
import { recordTypes } from "../crm/record-types.ts";
import type { Actor, Origin } from "../access/caller.ts";
import { newId } from "../identifier.ts";
import { insertRecords } from "../records/bulk-write.ts";
import { insertChildren } from "../records/children.ts";
import { childrenOf, titleOf } from "../records/record-type.ts";
import type { RecordType } from "../records/record-type.ts";
import { changesBetween } from "../records/store.ts";
import { valuesOf } from "./history.ts";
import type { Life } from "./history.ts";
import type { Happening } from "./sign-ins.ts";
import type { Section } from "./tasks.ts";
import type { Year } from "./year.ts";

const batchSize = 1_000;
/** What others refer to comes first. */
const order = [
  "account",
  "contact",
  "opportunity",
  "lead",
  "contract",
  "invoice",
  "project",
  "task",
  "activity",
  "document",
];

/** Writes records as they are in the end, and an event for each thing that happened to them, at its time. */
export async function writeYear(
  work: Work,
  { lives, sections, series }: Year,
  happenings: readonly Happening[],
): Promise<void> {
  const byType = Map.groupBy(lives, ({ type }) => type.name);
  for (const name of order) {
    const type: RecordType = recordTypes.find((one) => one.name === name)!;
    for (const batch of inBatches(byType.get(name) ?? [])) await insertLives(work, type, batch);
    if (name === "project") await insertSections(work, sections);
  }
  const text =
    "insert into invoice_series (organization_id, series, year, last_number) select $1, * from unnest($2::text[], $3::int[], $4::int[])";
  await work.sql.query(text, [
    work.organizationId,
    series.map((one) => one.series),
    series.map(({ year }) => year),
    series.map(({ lastNumber }) => lastNumber),
  ]);
  const all = [...lives.flatMap(happeningsOf), ...sections.map(sectionMade), ...happenings].toSorted(
    (one, other) => one.at - other.at,
  );
  for (const batch of inBatches(all)) await appendEvents(work.sql, batch.map(pastEvent));
}

async function insertLives(work: Work, type: RecordType, lives: readonly Life[]): Promise<void> {
  const moment = (at: number) => new Date(at).toISOString();
  const records = lives.map(({ id, states, quiet }) => {
    const [first, last] = [states[0]!, states.at(-1)!];
    const past = {
      createdAt: moment(first.at),
      createdBy: first.by.userId,
      updatedAt: moment(last.at),
      updatedBy: last.by.userId,
      version: states.length,
    };
    return { id, values: { ...last.values, ...quiet }, past };
  });
  const written = await insertRecords(work, type, records);
  if (written.size !== records.length)
    throw new Error(`${records.length - written.size} ${type.plural} of the demo are not unique`);
  for (const { name, field } of childrenOf(type.fields)) {
    await insertChildren(
      work,
      type,
      field,
      lives.map((life) => ({ id: life.id, rows: (valuesOf(life)[name] ?? []) as object[] })),
    );
  }
}

async function insertSections(work: Work, sections: readonly Section[]): Promise<void> {
  const text =
    "insert into project_section (organization_id, id, project_id, name, position) select $1, * from unnest($2::uuid[], $3::uuid[], $4::text[], $5::int[])";
  await work.sql.query(text, [
    work.organizationId,
    sections.map(({ id }) => id),
    sections.map(({ project }) => project.id),
    sections.map(({ name }) => name),
    sections.map(({ position }) => position),
  ]);
}

function happeningsOf({ type, id, states }: Life): Happening[] {
  return states.map(({ at, by, values, action }, index) => {
    const changes = changesBetween(type, states[index - 1]?.values ?? {}, values);
    return { at, by, entry: { action, resource: type.name, resourceId: id, name: titleOf(type, values), changes } };
  });
}

function sectionMade({ id, project, name }: Section): Happening {
  const { at, by } = project.states[0]!;
  return {
    at,
    by,
    entry: {
      action: "CREATE",
      resource: "project_section",
      resourceId: id,
      name,
      changes: { projectId: { from: null, to: project.id } },
    },
  };
}

function pastEvent({ at, by, entry }: Happening): Event {
  return eventOf(by, originOf(by, entry.action), entry, new Date(at));
}

const methods: Partial<Record<string, string>> = { UPDATE: "PATCH" };
const browsers = [
  "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36",
] as const;

/** Each person has a computer: an address of the range for documentation (RFC 5737) and a browser. */
function originOf({ email = "" }: Actor, action: string): Origin {
  const place = Buffer.from(email).reduce((sum, byte) => sum + byte, 0);
  return {
    requestId: newId(),
    method: methods[action] ?? "POST",
    route: "demo",
    ip: `192.0.2.${1 + (place % 250)}`,
    ipSource: "socket",
    userAgent: browsers[place % browsers.length]!,
  };
}

function* inBatches<T>(items: readonly T[]): Generator<T[]> {
  for (let at = 0; at < items.length; at += batchSize) yield items.slice(at, at + batchSize);
}
