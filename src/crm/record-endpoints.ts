import { z } from "zod";
import { endpoint } from "../api/endpoint.ts";
import type { OpenBody } from "../api/endpoint.ts";
import { expectedVersion } from "../api/if-match.ts";
import { Reply } from "../api/reply.ts";
import type { Work } from "../audit/work.ts";
import { customFieldsOf } from "../records/custom-fields.ts";
import { inputSchema } from "../records/input.ts";
import { listRecords } from "../records/list.ts";
import { readListQuery } from "../records/list-query.ts";
import { outputOf, pageSchema } from "../records/output.ts";
import type { RecordType } from "../records/record-type.ts";
import { createRecord, readRecord, updateRecord } from "../records/store.ts";
import { purgeRecord, restoreRecord, trashRecord } from "../records/trash.ts";
import { namesTag } from "../api/byte-range.ts";
import { demandPurge } from "./demand-purge.ts";
import { IdParams } from "./parameters.ts";
import { recordTypes } from "./record-types.ts";

const TrashQuery = z.strictObject({ trash: z.enum(["exclude", "include", "only"]).default("exclude") });
const PurgeQuery = z.strictObject({
  permanent: z.stringbool().default(false).describe("Delete for good; takes the permission records.purge"),
});

export const ListQueryDocs = z.object({
  limit: z.string().optional().describe("1 to 200, 50 by default"),
  cursor: z.string().optional().describe("The `nextCursor` of the page before"),
  sort: z.string().optional().describe("Fields in order of weight, `-` for descending: `-amount,name`"),
  search: z.string().optional().describe("Words that must occur; case, accents and small typing errors are forgiven"),
  trash: z.enum(["exclude", "include", "only"]).optional(),
  count: z.enum(["1"]).optional().describe("Adds `total`, counted up to 10,000"),
});

function tagged(record: { version: number }, status = 200): Reply {
  return Reply.json(record, { status, headers: { ETag: `"${record.version}"` } });
}

/** Who has this version already learns only that it is still the newest; it is not told, nor logged as seen, again. */
function unlessKnown(record: { version: number }, headers: Headers): Reply {
  const asked = headers.get("if-none-match");
  // Whoever names the version has read it, and that is in the log. "*" would tell of a record that nobody has.
  const known = asked?.trim() !== "*" && namesTag(asked, `"${record.version}"`);
  return known ? Reply.stream(null, { ETag: `"${record.version}"` }, 304) : tagged(record);
}

function jsonOf<S extends z.ZodType>(schema: S) {
  return { schema, media: ["application/json"], read: "json" } as const satisfies OpenBody;
}

/** Create, read, list, change, trash, restore: the same for every record type. */
function endpointsOf(type: RecordType) {
  const output = { status: 200, body: outputOf(type) } as const;
  const shared = { resource: type.name, limit: "standard" } as const;
  const one = type.label.toLowerCase();
  const many = type.pluralLabel.toLowerCase();
  return [
    endpoint({
      ...shared,
      route: `GET /api/${type.plural}`,
      summary: `List ${many}`,
      may: "records.read",
      audit: "VIEW",
      input: { query: ListQueryDocs, openQuery: true },
      output: { status: 200, body: pageSchema(type) },
      handle: async ({ url }, work) =>
        listRecords(work, type, readListQuery(type, await customFieldsWhereNamed(work, type, url), url.searchParams)),
    }),
    endpoint({
      ...shared,
      route: `POST /api/${type.plural}`,
      summary: `Create ${article(one)}`,
      may: "records.write",
      audit: "CREATE",
      input: { body: jsonOf(inputSchema(type, "create")) },
      output: { ...output, status: 201 },
      handle: async ({ body }, work) => tagged(await createRecord(work, type, body), 201),
    }),
    endpoint({
      ...shared,
      route: `GET /api/${type.plural}/{id}`,
      summary: `Read ${article(one)}`,
      may: "records.read",
      audit: "VIEW",
      input: { params: IdParams, query: TrashQuery },
      output,
      handle: async ({ params, query, headers }, work) =>
        unlessKnown(await readRecord(work, type, params.id, query.trash), headers),
    }),
    endpoint({
      ...shared,
      route: `PATCH /api/${type.plural}/{id}`,
      summary: `Change ${article(one)}`,
      may: "records.write",
      audit: "UPDATE",
      input: { params: IdParams, body: jsonOf(inputSchema(type, "update")) },
      output,
      handle: async ({ params, body, headers }, work) =>
        tagged(await updateRecord(work, type, params.id, body, expectedVersion(headers))),
    }),
    endpoint({
      ...shared,
      route: `DELETE /api/${type.plural}/{id}`,
      summary: `Move ${article(one)} to the trash, or delete it for good`,
      may: "records.write",
      audit: [`DELETE ${type.name}`, "UPDATE record"],
      input: { params: IdParams, query: PurgeQuery },
      output: { status: 204 },
      handle: async ({ params, query, headers }, work) => {
        if (!query.permanent) return trashRecord(work, type, recordTypes, params.id, expectedVersion(headers));
        demandPurge(work);
        return purgeRecord(work, type, recordTypes, params.id);
      },
    }),
    endpoint({
      ...shared,
      route: `POST /api/${type.plural}/{id}/restore`,
      summary: `Take ${article(one)} out of the trash`,
      may: "records.write",
      audit: [`RESTORE ${type.name}`, "UPDATE record"],
      input: { params: IdParams },
      output,
      handle: async ({ params }, work) => tagged(await restoreRecord(work, type, recordTypes, params.id)),
    }),
  ];
}

/** Most lists name no custom field, and need not load them. */
function customFieldsWhereNamed(work: Work, type: RecordType, url: URL) {
  return /custom(\.|%2e)/i.test(url.search) ? customFieldsOf(work, type) : Promise.resolve([]);
}

function article(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;
}

export const recordEndpoints = recordTypes.flatMap((type) => endpointsOf(type));
