import { z } from "zod";
import { endpoint, openEndpoint } from "../../api/endpoint.ts";
import { Reply } from "../../api/reply.ts";
import { sendFile } from "../../api/send-file.ts";
import { identifier, IdParams } from "../../crm/parameters.ts";
import { exportStatuses } from "../../exports/attempts.ts";
import { keyOfFile } from "../../exports/end.ts";
import { notFound } from "../../problems.ts";
import { storableText } from "../../records/kinds/text.ts";
import { inOrganization } from "../../tenancy/in-organization.ts";
import { extendRequest, finishRequest, receiveRequest, refuseRequest, takeRequest } from "./change-request.ts";
import { eraseForRequest, previewErasure } from "./erase-subject.ts";
import { requestPersonExport } from "./export/request-export.ts";
import { listRequests, readPersonRequest, requestKinds, requestStatuses } from "./stored-request.ts";
import type { PersonRequest } from "./stored-request.ts";
import { subjectTypes } from "./subject.ts";

const path = "/api/organization/person-requests";
const shared = { resource: "person_request", may: "persons.manage", limit: "standard" } as const;
const time = z.iso.datetime();
const Day = z.iso.date("must be a date as YYYY-MM-DD").refine((day) => day >= "2000-01-01", "is too long ago");
const Reason = storableText(2_000).min(1, "must not be empty");
const Person = z.object({ id: z.string(), name: z.string() }).nullable();

const RequestAnswer = z
  .object({
    id: z.string(),
    kind: z.enum(requestKinds).describe("`access`: a copy of everything about them. `erasure`: that it goes"),
    subject: z.object({
      type: z.enum(subjectTypes),
      id: z.string(),
      name: z.string().nullable().describe("Null once the person is erased, or gone otherwise"),
    }),
    status: z.enum(requestStatuses),
    receivedOn: z.iso.date(),
    dueOn: z.iso.date(),
    daysLeft: z.int().nullable().describe("Negative once it is overdue; null once it is closed"),
    extendedAt: time.nullable(),
    extensionReason: z.string().nullable(),
    note: z.string().nullable(),
    refusalReason: z.string().nullable(),
    handler: Person,
    exportedAt: time.nullable(),
    exportedSha256: z.string().nullable().describe("Of the file that was written last, hexadecimal"),
    erasedAt: time.nullable(),
    erasedValues: z.int().nullable().describe("Values that went from the audit log"),
    createdAt: time,
    createdBy: Person,
    finishedAt: time.nullable(),
    finishedBy: Person,
    file: z
      .object({
        status: z.enum(exportStatuses),
        progress: z.object({ done: z.int(), total: z.int().nullable() }).describe("Lines and files"),
        size: z.int().nullable().describe("Bytes"),
        sha256: z.string().nullable(),
        failure: z.string().nullable(),
        createdAt: time,
        expiresAt: time.describe("When the file goes"),
        fileUrl: z.string().nullable(),
      })
      .nullable(),
  })
  .meta({ id: "PersonRequest" });

function answerOf({ file, ...request }: PersonRequest, publicUrl: string): z.input<typeof RequestAnswer> {
  if (!file) return { ...request, file };
  const { items: done, totalItems: total, storageKey: _, ...shown } = file;
  const fileUrl = shown.status === "completed" ? `${publicUrl}${path}/${request.id}/file` : null;
  return { ...request, file: { ...shown, progress: { done, total }, fileUrl } };
}

const Subject = z.strictObject({ type: z.enum(subjectTypes), id: identifier });
const output = { status: 200, body: RequestAnswer } as const;
const one = { params: IdParams } as const;
const Counts = z.record(z.string(), z.int());

/** What people ask of an organization about themselves: who, what, until when, and what was done. */
export const personRequestEndpoints = [
  endpoint({
    ...shared,
    route: `GET ${path}`,
    summary: "What people asked about their data, by the day on which it is due",
    audit: "VIEW",
    input: {
      query: z
        .strictObject({
          state: z.enum(["open", "closed"]).optional(),
          subjectType: z.enum(subjectTypes).optional().describe("Together with `subjectId`"),
          subjectId: identifier.optional(),
          limit: z.coerce.number().int().min(1).max(200).default(100),
          cursor: identifier.optional(),
        })
        .refine(({ subjectType, subjectId }) => (subjectType === undefined) === (subjectId === undefined), {
          path: ["subjectId"],
          message: "goes together with subjectType",
        }),
    },
    output: { status: 200, body: z.object({ requests: z.array(RequestAnswer), nextCursor: z.string().nullable() }) },
    handle: async (
      { query: { limit, cursor, state, subjectType: type, subjectId: id } },
      work,
      { clock, settings },
    ) => {
      const subject = type !== undefined && id !== undefined ? { type, id } : undefined;
      const found = await listRequests(work, clock.now(), { state, subject }, limit + 1, cursor ?? null);
      const shown = found.slice(0, limit);
      return {
        requests: shown.map((request) => answerOf(request, settings.publicUrl)),
        nextCursor: found.length > limit ? shown.at(-1)!.id : null,
      };
    },
  }),
  endpoint({
    ...shared,
    route: `POST ${path}`,
    summary: "Note that a person asked for a copy of their data, or to be erased; due one month later",
    audit: "CREATE",
    input: {
      body: z.strictObject({
        kind: z.enum(requestKinds),
        subject: Subject,
        receivedOn: Day.optional().describe("Today unless given"),
        note: storableText(2_000).optional().describe("How they asked, and how it was made sure that it is them"),
      }),
    },
    output: { ...output, status: 201 },
    handle: async ({ body }, work, { clock, settings }) =>
      answerOf(await receiveRequest(work, clock.now(), { ...body, note: body.note || undefined }), settings.publicUrl),
  }),
  endpoint({
    ...shared,
    route: `GET ${path}/{id}`,
    summary: "One request, and how far it is",
    audit: "VIEW",
    input: one,
    output,
    handle: async ({ params }, work, { clock, settings }) => {
      const found = await readPersonRequest(work, clock.now(), params.id);
      const answer = answerOf(found, settings.publicUrl);
      // Whoever waits for its file asks every second.
      return found.file?.status === "queued" || found.file?.status === "running" ? Reply.nothingNew(answer) : answer;
    },
  }),
  endpoint({
    ...shared,
    route: `PATCH ${path}/{id}`,
    summary: "Say who deals with a request, which begins it",
    audit: "UPDATE",
    input: { ...one, body: z.strictObject({ handlerId: identifier }) },
    output,
    handle: async ({ params, body }, work, { clock, settings }) =>
      answerOf(await takeRequest(work, clock.now(), params.id, body.handlerId), settings.publicUrl),
  }),
  endpoint({
    ...shared,
    route: `POST ${path}/{id}/extend`,
    summary: "Take two further months, once, for a reason that the person is told (GDPR, article 12, paragraph 3)",
    audit: "UPDATE",
    input: { ...one, body: z.strictObject({ reason: Reason }) },
    output,
    handle: async ({ params, body }, work, { clock, settings }) =>
      answerOf(await extendRequest(work, clock.now(), params.id, body.reason), settings.publicUrl),
  }),
  endpoint({
    ...shared,
    route: `POST ${path}/{id}/refuse`,
    summary: "End a request without what was asked for, for a reason that the person is told",
    audit: "UPDATE",
    input: { ...one, body: z.strictObject({ reason: Reason }) },
    output,
    handle: async ({ params, body }, work, { clock, settings }) =>
      answerOf(await refuseRequest(work, clock.now(), params.id, body.reason), settings.publicUrl),
  }),
  endpoint({
    ...shared,
    route: `POST ${path}/{id}/finish`,
    summary: "End a request: the file was handed over, or the person is erased",
    audit: "UPDATE",
    input: one,
    output,
    handle: async ({ params }, work, { clock, settings }) =>
      answerOf(await finishRequest(work, clock.now(), params.id), settings.publicUrl),
  }),
  endpoint({
    ...shared,
    route: `POST ${path}/{id}/export`,
    summary: "Have everything about the person written to a file, behind the requests",
    audit: ["EXPORT person_request", "UPDATE person_request"],
    input: one,
    output: { ...output, status: 202 },
    handle: async ({ params }, work, { clock, jobs, settings }) =>
      answerOf(await requestPersonExport(work, jobs, clock.now(), params.id), settings.publicUrl),
  }),
  openEndpoint({
    ...shared,
    route: `GET ${path}/{id}/file`,
    summary: "The file of a request, or a range of it",
    audit: "EXPORT",
    input: one,
    output: { status: 200, media: ["application/zip"] },
    handle: async ({ params, ...request }, context, { db, storage, clock }) => {
      const { file, receivedOn } = await inOrganization(db, context.actor(), context.origin, "read-only", (work) =>
        readPersonRequest(work, clock.now(), params.id),
      );
      if (!file) throw notFound("file");
      const storageKey = keyOfFile(file);
      const { size, sha256, createdAt } = file;
      const sent = { size: size!, sha256: sha256!, createdAt, storageKey };
      return sendFile(
        { ...sent, name: `personal-data-${receivedOn}.zip`, mediaType: "application/zip" },
        request,
        storage,
      );
    },
  }),
  endpoint({
    ...shared,
    route: `POST ${path}/{id}/preview`,
    summary: "What an erasing would do now: it is tried, told, and taken back",
    audit: "VIEW",
    input: one,
    output: {
      status: 200,
      body: z.object({
        obstacle: z.string().nullable().describe("Why it cannot be done as things are"),
        holds: z.array(z.string()).describe("The names of the legal holds that keep them"),
        record: z.boolean().describe("Whether there is a record, or a member's name and address, that goes"),
        values: z.int().describe("In the audit log, in events about others too"),
        comments: z.int(),
        links: Counts.describe("Records that name them in a list, by type; they lose the link"),
        cleared: Counts.describe("Records that name them in a field, by type; it is emptied"),
        first: z
          .array(z.object({ type: z.string(), id: z.string(), title: z.string() }))
          .describe("The first of these"),
      }),
    },
    handle: ({ params }, work, { clock, jobs }) => previewErasure(work, jobs, clock.now(), params.id),
  }),
  endpoint({
    ...shared,
    route: `POST ${path}/{id}/erase`,
    summary: "Erase the person for good, as by their own page, and end the request",
    audit: [
      "UPDATE person_request",
      "ERASE contact",
      "ERASE lead",
      "ERASE member",
      "DELETE contact",
      "DELETE lead",
      "UPDATE record",
    ],
    input: one,
    output,
    handle: async ({ params }, work, { clock, jobs, settings }) =>
      answerOf(await eraseForRequest(work, jobs, clock.now(), params.id), settings.publicUrl),
  }),
];
