import { z } from "zod";
import { endpoint, NoContent, NoInput, openEndpoint } from "../../api/endpoint.ts";
import { Reply } from "../../api/reply.ts";
import { actions, outcomes } from "../../audit/event.ts";
import { storableText } from "../../records/kinds/text.ts";
import { eventFormats } from "../follow-log.ts";
import { changeStream, createStream, deleteStream, rotateSecret } from "./change-streams.ts";
import { eventClasses, listStreams, readStream, streamStatuses } from "./stream.ts";
import { testStream } from "./test-stream.ts";

const some = <const Word extends string>(words: readonly [Word, ...Word[]]) =>
  z.array(z.enum(words)).min(1, "is empty").max(words.length).optional();
const Filter = z
  .strictObject({ actions: some(actions), classes: some(eventClasses), outcomes: some(outcomes) })
  .describe("What is sent; a member that is left out narrows nothing");
const Settings = z.strictObject({
  name: storableText(100).min(1, "is empty"),
  url: storableText(2_000).min(1, "is empty").describe("Where deliveries are posted, beginning with https://"),
  format: z.enum(eventFormats),
  filter: Filter,
  nextSequence: z.int().min(0).describe("The place in the log from which on events are sent"),
});

const Time = z.iso.datetime().nullable();
const Stream = z.object({
  ...Settings.shape,
  id: z.string(),
  filter: z.object({
    actions: z.array(z.string()).optional(),
    classes: z.array(z.string()).optional(),
    outcomes: z.array(z.string()).optional(),
  }),
  status: z.enum(streamStatuses).describe("failing: active, and the last attempt was in vain"),
  lag: z.int().describe("How many sealed events wait"),
  lastDeliveryAt: Time,
  lastError: z.string().nullable(),
  failingSince: Time,
  nextAttemptAt: Time,
  secretRotatedAt: Time,
  createdBy: z.object({ id: z.string(), name: z.string() }),
  createdAt: z.iso.datetime(),
});
const WithSecret = Stream.extend({
  secret: z.string().describe("Signs deliveries after Standard Webhooks; shown this once"),
});

const shared = { resource: "audit_stream", may: "audit.stream", limit: "standard" } as const;
const ById = z.object({ id: z.string() });

export const streamEndpoints = [
  endpoint({
    ...shared,
    route: "GET /api/organization/audit-streams",
    summary: "Where the audit log is sent, and how far each stream is",
    audit: "VIEW",
    input: NoInput,
    output: { status: 200, body: z.object({ streams: z.array(Stream) }) },
    handle: async (_, work) => ({ streams: await listStreams(work) }),
  }),
  endpoint({
    ...shared,
    route: "POST /api/organization/audit-streams",
    summary: "Send the audit log somewhere, as signed webhooks; from now on unless told otherwise",
    audit: "SETTINGS_CHANGE",
    input: {
      body: Settings.extend({
        format: Settings.shape.format.default("native"),
        filter: Filter.default({}),
        nextSequence: Settings.shape.nextSequence.optional(),
      }),
    },
    output: { status: 201, body: WithSecret },
    handle: async ({ body }, work, services) => Reply.once(await createStream(work, body, services), ["secret"]),
  }),
  endpoint({
    ...shared,
    route: "GET /api/organization/audit-streams/{id}",
    summary: "A stream, and how far it is",
    audit: "VIEW",
    input: { params: ById },
    output: { status: 200, body: Stream },
    handle: ({ params }, work) => readStream(work, params.id),
  }),
  endpoint({
    ...shared,
    route: "PATCH /api/organization/audit-streams/{id}",
    summary: "Change, pause or resume a stream, or send again from an earlier place",
    audit: "SETTINGS_CHANGE",
    input: { params: ById, body: Settings.extend({ status: z.enum(["active", "paused"]) }).partial() },
    output: { status: 200, body: Stream },
    handle: ({ params, body }, work, { outgoing }) => changeStream(work, params.id, body, outgoing),
  }),
  endpoint({
    ...shared,
    route: "DELETE /api/organization/audit-streams/{id}",
    summary: "End a stream",
    audit: "SETTINGS_CHANGE",
    input: { params: ById },
    output: NoContent,
    handle: ({ params }, work) => deleteStream(work, params.id),
  }),
  endpoint({
    ...shared,
    route: "POST /api/organization/audit-streams/{id}/rotate-secret",
    summary: "Make a new signing secret; for 24 hours deliveries are signed with the old one too",
    audit: "SETTINGS_CHANGE",
    input: { params: ById },
    output: { status: 200, body: WithSecret },
    handle: async ({ params }, work, { streamSecrets }) =>
      Reply.once(await rotateSecret(work, params.id, streamSecrets), ["secret"], 200),
  }),
  openEndpoint({
    ...shared,
    route: "POST /api/organization/audit-streams/{id}/test",
    summary: "Send a signed ping now, and tell what the receiver answered",
    audit: "VIEW",
    input: { params: ById },
    output: {
      status: 200,
      body: z.object({
        delivered: z.boolean(),
        status: z.int().nullable().describe("What was answered; null where nothing was"),
        error: z.string().nullable(),
        milliseconds: z.int(),
      }),
    },
    handle: ({ params }, context, services) => testStream(params.id, context, services),
  }),
];
