import { randomBytes } from "node:crypto";
import { z } from "zod";
import { parseNetwork } from "../../access/networks.ts";
import { recordTypes } from "../../crm/record-types.ts";
import { ViewDefinition } from "../../crm/saved-views.ts";
import { GivenName } from "../../identity/credentials.ts";
import { customKinds, isInherited } from "../../records/custom-fields.ts";
import { currency } from "../../records/kinds/number.ts";
import { storableText } from "../../records/kinds/text.ts";
import { childrenOf, columnsOf } from "../../records/record-type.ts";
import type { Fields } from "../../records/record-type.ts";
import { allColumns } from "../../records/row.ts";
import { Letterhead } from "../../tenancy/organizations.ts";
import type { Arrival } from "./arrival.ts";

/** A line's object, by its members. */
export type Line = Record<string, unknown>;

export interface ImportedTable {
  /** What values must be beyond what their columns ask, by member; null always passes. */
  rules: Readonly<Record<string, z.ZodType>>;
  /** What a row becomes on its way in; without it lines go in as they are. */
  arrive?: (line: Line, arrival: Arrival) => Line;
  /** Members that `arrive` adds, named as columns. */
  added?: readonly string[];
}

const name = storableText(500).min(1, "is empty");
const TypeName = z.enum(recordTypes.map((type) => type.name) as [string, ...string[]]);
const Network = z.string().refine((text) => typeof parseNetwork(text) === "object", "is no network");
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, "is no SHA-256");
const MediaType = z
  .string()
  .max(200)
  .regex(/^[!#$%&'*+.^_`|~\w-]+\/[!#$%&'*+.^_`|~\w-]+$/, "is no media type");
const zones = new Set([...Intl.supportedValuesOf("timeZone"), "UTC"]);

/** What nobody can turn round, since nobody ever had what it would be the hash of. */
const nobodysHash = () => randomBytes(32).toString("hex");

/** A web address has to be one as it stands: a reader follows it. */
function fieldRules(columns: ReturnType<typeof columnsOf>): Record<string, z.ZodType> {
  return Object.fromEntries(
    columns.map(({ member, field }) => {
      const schema = field.kind.schema(field);
      return [member, field.kind.name === "url" ? sameAfter(schema) : schema];
    }),
  );
}

export function sameAfter(schema: z.ZodType): z.ZodType {
  return z.unknown().superRefine((value, context) => {
    const parsed = schema.safeParse(value);
    if (!parsed.success || parsed.data !== value) context.addIssue("is not a web address");
  });
}

const records = recordTypes.flatMap((type): [string, ImportedTable][] => [
  [
    type.table,
    { rules: { ...fieldRules(allColumns(type)), ...(type.table === "document" && { mediaType: MediaType }) } },
  ],
  ...childrenOf(type.fields).map(({ field }): [string, ImportedTable] => [
    field.rows!.table,
    { rules: fieldRules(columnsOf(field.rows!.fields as Fields)) },
  ]),
]);

const others: Record<string, ImportedTable> = {
  organization: {
    rules: {
      name: GivenName,
      defaultCurrency: currency("Currency").kind.schema(currency("Currency")),
      timeZone: z.string().refine((zone) => zones.has(zone), "is no time zone"),
      letterhead: Letterhead,
    },
    // The plan is the installation's to give.
    arrive: (line, { plan }) => ({ ...line, plan, status: "active" }),
  },
  member: {
    rules: { name: storableText(500), email: storableText(320) },
    arrive: (line, { people }) => people.arrive(line),
  },
  invitation: {
    rules: { email: storableText(320) },
    added: ["token_sha256"],
    arrive: (line, { now }) => ({
      ...line,
      revokedAt: line.acceptedAt === null ? (line.revokedAt ?? now) : line.revokedAt,
      token_sha256: nobodysHash(),
    }),
  },
  api_key: {
    rules: { name, prefix: storableText(100), networks: z.array(Network).max(100) },
    added: ["sha256"],
    arrive: (line, { now }) => ({ ...line, revokedAt: line.revokedAt ?? now, sha256: nobodysHash() }),
  },
  network_list: {
    rules: { networks: z.array(z.strictObject({ network: Network, note: storableText(200) })).max(100) },
  },
  custom_field: {
    rules: {
      recordType: TypeName,
      name: z
        .string()
        .regex(/^[\p{L}\p{N}_]{1,100}$/u, "is no name of a field")
        .refine((one) => !isInherited(one), "is no name of a field"),
      label: name,
      kind: z.enum(customKinds as [string, ...string[]]),
      choices: z.array(storableText(500)).max(1_000),
    },
  },
  pipeline: { rules: { name } },
  stage: { rules: { name } },
  project_section: { rules: { name } },
  invoice_series: { rules: { series: storableText(100), lastNumber: z.int().min(0) } },
  document_version: {
    rules: {
      filename: storableText(500),
      mediaType: MediaType,
      size: z.int().min(0),
      sha256: Sha256,
      fileVersion: z.int().min(1),
    },
    added: ["storage_key"],
    arrive: (line, { organizationId }) => ({
      ...line,
      storage_key: documentKey(organizationId, line.documentId as string, line.sha256 as string),
    }),
  },
  comment: { rules: { body: storableText(20_000).min(1, "is empty") } },
  saved_view: { rules: { recordType: TypeName, name, definition: ViewDefinition } },
  person_request: {
    rules: {
      note: storableText(20_000),
      extensionReason: storableText(20_000),
      refusalReason: storableText(20_000),
      exportedSha256: Sha256,
    },
  },
  record_retention: {
    rules: { recordType: TypeName },
    // Nothing is removed here before an owner has looked at what it would be.
    arrive: (line) => ({ ...line, paused: true }),
  },
  legal_hold: { rules: { name, reason: storableText(10_000), releaseReason: storableText(10_000) } },
  audit_stream: {
    rules: { name, url: z.string().max(2_000).refine(isSecureAddress, "is no address that begins with https://") },
    // Its secret follows from one of the other installation: nothing is sent before somebody has set it up here.
    arrive: (line) => ({ ...line, status: "paused" }),
  },
  organization_origin: { rules: { manifestSha256: Sha256 } },
  origin_file: {
    rules: {
      path: z.string().regex(/^(manifest\.json(\.note)?|audit\/[a-z0-9./-]{1,100})$/, "is no file of an export"),
      sha256: Sha256,
    },
    added: ["storage_key"],
    arrive: (line, { organizationId }) => ({
      ...line,
      storage_key: originKey(organizationId, line.exportId as string, line.sha256 as string),
    }),
  },
};

function isSecureAddress(text: string): boolean {
  return URL.parse(text)?.protocol === "https:";
}

/** Where a document's file goes: each document has its own, as where they were uploaded. */
export function documentKey(organizationId: string, documentId: string, sha256: string): string {
  return `documents/${organizationId}/${documentId}/${sha256}`;
}

export function originKey(organizationId: string, exportId: string, sha256: string): string {
  return `origins/${organizationId}/${exportId}/${sha256}`;
}

/** What of an export becomes rows again, by table: `exportedTables` read in the other direction. */
export const importedTables: Readonly<Record<string, ImportedTable>> = { ...Object.fromEntries(records), ...others };

const ofTheOrigin = "kept as a file of the origin, with the audit log that it belongs to";

/** What is exported and becomes no row here, each with its reason. */
export const notImportedTables: Readonly<Record<string, string>> = {
  api_key_use: "keys come revoked, and are used here by nobody",
  organization_session: "sessions are the other installation's: everybody signs in anew",
  import: "its file stayed, and what would undo it; what it made is here",
  subscription_invoice: "what was paid to whoever runs the other installation",
  usage_hour: "counts requests to the other installation",
  audit_retention: "the log begins anew here, with what the plan keeps",
  audit_prune: ofTheOrigin,
  audit_checkpoint: ofTheOrigin,
  audit_signing_key: ofTheOrigin,
};
