import { recordTypes } from "../../crm/record-types.ts";
import { childrenOf, columnsOf } from "../../records/record-type.ts";
import type { Fields, RecordType } from "../../records/record-type.ts";
import { allColumns, systemMembers } from "../../records/row.ts";

/** A table, or a view, whose rows become the lines of one file. */
export interface ExportedTable {
  /** In the archive: a JSON object a line; `organization.json` has one line. */
  file: string;
  /** What it holds, for people. */
  label: string;
  /** `name`, or `name::text` and `name::base64` for what JSON's own numbers and texts cannot carry. */
  columns: readonly string[];
  /** Columns that are not in the file, each with its reason. The organization's id is in none. */
  leftOut?: Readonly<Record<string, string>>;
  /** What tells an organization's rows apart, and orders the lines. */
  key: readonly string[];
}

/** A table that comes in a form of its own. */
interface Told {
  /** In the archive. */
  file: string;
  as: string;
}

const derived = "follows from the other columns";

function ofType(type: RecordType): [string, ExportedTable] {
  const own = allColumns(type).map(({ column, field }) => spelled(column, field.kind.columnType));
  const system = Object.values(systemMembers).filter((column) => column !== "id" && column !== "display_name");
  return [
    type.table,
    {
      file: `records/${type.plural}.jsonl`,
      label: type.pluralLabel,
      columns: ["id", ...own, "custom", ...system, "cleared_references"],
      leftOut: { display_name: derived, sort_name: derived, search: derived },
      key: ["id"],
    },
  ];
}

function spelled(column: string, type: string): string {
  return type.startsWith("numeric") ? `${column}::text` : column;
}

/** Rows of a record's own, such as an invoice's lines. */
function ofChildren(type: RecordType): [string, ExportedTable][] {
  return childrenOf(type.fields).map(({ field }) => {
    const { table, fields } = field.rows!;
    const parent = `${type.table}_id`;
    const columns = columnsOf(fields as Fields).map(({ column, field: one }) => spelled(column, one.kind.columnType));
    return [
      table,
      {
        file: `records/${table.replaceAll("_", "-")}s.jsonl`,
        label: `${type.label}: ${field.label.toLowerCase()}`,
        columns: [parent, "position", ...columns],
        key: [parent, "position"],
      },
    ];
  });
}

const ofARun = "of a run that was under way";
const byId = { key: ["id"] } as const;

const others: Record<string, ExportedTable> = {
  organization: {
    file: "organization.json",
    label: "Organization and its settings",
    columns: [
      "id",
      "name",
      "plan",
      "status",
      "default_currency",
      "time_zone",
      "letterhead",
      "operator_visits",
      "version",
      "created_at",
      "created_by",
      "two_factor_required",
    ],
    ...byId,
  },
  member: {
    file: "members.jsonl",
    label: "Members, those who have left included",
    columns: ["user_id", "role", "name", "email", "joined_at", "removed_at"],
    key: ["user_id"],
  },
  invitation: {
    file: "invitations.jsonl",
    label: "Invitations",
    columns: [
      "id",
      "email",
      "role",
      "invited_by",
      "created_at",
      "expires_at",
      "accepted_at",
      "accepted_by",
      "revoked_at",
    ],
    leftOut: { token_sha256: "secret: whoever could turn it round would be in" },
    ...byId,
  },
  api_key: {
    file: "api-keys.jsonl",
    label: "API keys",
    columns: ["id", "name", "role", "prefix", "created_by", "created_at", "expires_at", "revoked_at", "networks"],
    leftOut: { sha256: "secret: what keys are recognised by" },
    ...byId,
  },
  api_key_use: {
    file: "api-key-use.jsonl",
    label: "When API keys were used last",
    columns: ["key_id", "last_used_at"],
    key: ["key_id"],
  },
  network_list: {
    file: "network-list.jsonl",
    label: "Networks from where the organization is reached",
    columns: ["enforced", "networks", "version"],
    key: [],
  },
  organization_session: {
    file: "sessions.jsonl",
    label: "Sessions that are open in the organization",
    columns: ["id", "user_id", "created_at", "expires_at", "last_seen_at", "ip_address", "user_agent"],
    ...byId,
  },
  custom_field: {
    file: "custom-fields.jsonl",
    label: "Custom fields",
    columns: [
      "id",
      "record_type",
      "name",
      "label",
      "kind",
      "required",
      "personal",
      "choices",
      "position",
      "created_at",
    ],
    ...byId,
  },
  pipeline: { file: "pipelines.jsonl", label: "Pipelines", columns: ["id", "name", "position"], ...byId },
  stage: {
    file: "stages.jsonl",
    label: "Stages of pipelines",
    columns: ["id", "pipeline_id", "name", "position", "probability::text", "outcome"],
    ...byId,
  },
  project_section: {
    file: "project-sections.jsonl",
    label: "Sections of projects",
    columns: ["id", "project_id", "name", "position"],
    ...byId,
  },
  invoice_series: {
    file: "invoice-series.jsonl",
    label: "Series of invoice numbers",
    columns: ["series", "year", "last_number"],
    key: ["series", "year"],
  },
  document_version: {
    file: "document-versions.jsonl",
    label: "Files of documents, all versions",
    columns: ["document_id", "file_version", "filename", "media_type", "size", "sha256", "created_at", "created_by"],
    leftOut: { storage_key: "of the installation; the bytes are found by their SHA-256" },
    key: ["document_id", "file_version"],
  },
  comment: {
    file: "comments.jsonl",
    label: "Comments",
    columns: ["id", ...recordTypes.map(({ table }) => `${table}_id`), "body", "created_at", "created_by"],
    ...byId,
  },
  saved_view: {
    file: "saved-views.jsonl",
    label: "Saved views",
    columns: ["id", "user_id", "record_type", "name", "shared", "definition", "created_at", "updated_at"],
    ...byId,
  },
  import: {
    file: "imports.jsonl",
    label: "Imports of files",
    columns: [
      "id",
      "record_type",
      "status",
      "dry_run",
      "filename",
      "size",
      "sha256",
      "plan",
      "total",
      "processed",
      "created",
      "updated",
      "unchanged",
      "failed",
      "related",
      "reason",
      "undo_status",
      "undo_removed",
      "undo_restored",
      "created_at",
      "created_by",
      "started_at",
      "finished_at",
      "undone_at",
    ],
    leftOut: {
      storage_key: "of the installation; the file was the organization's own, and goes after 30 days",
      actor: "the audit log tells it",
      origin: "the audit log tells it",
    },
    ...byId,
  },
  usage_hour: {
    file: "usage.jsonl",
    label: "Requests by key and hour",
    columns: ["hour", "key_id", "requests", "refused"],
    key: ["hour", "key_id"],
  },
  subscription_invoice: {
    file: "billing/invoices.jsonl",
    label: "Invoices and payments of the plan",
    columns: [
      "invoice_id",
      "number",
      "status",
      "amount_due",
      "amount_paid",
      "currency",
      "created_at",
      "paid_at",
      "next_attempt_at",
      "attempts",
      "page_url",
      "pdf_url",
    ],
    key: ["invoice_id"],
  },
  legal_hold: {
    file: "audit/legal-holds.jsonl",
    label: "Legal holds",
    columns: [
      "id",
      "name",
      "reason",
      "scope",
      "record_type",
      "record_id",
      "user_id",
      "starts_at",
      "ends_at",
      "created_at",
      "created_by",
      "released_at",
      "released_by",
      "release_reason",
    ],
    ...byId,
  },
  record_retention: {
    file: "record-retention.jsonl",
    label: "How long records are kept",
    columns: [
      "record_type",
      "basis",
      "days",
      "statuses",
      "act",
      "paused",
      "first_run_at",
      "changed_at",
      "changed_by",
      "last_run_at",
      "last_removed",
      "last_kept",
    ],
    leftOut: { run_began_at: ofARun, run_removed: ofARun, run_kept: ofARun },
    key: ["record_type", "basis"],
  },
  person_request: {
    file: "person-requests.jsonl",
    label: "What people asked about their own data",
    columns: [
      "id",
      "kind",
      "subject_type",
      "subject_id",
      "status",
      "received_on",
      "due_on",
      "extended_at",
      "extension_reason",
      "note",
      "refusal_reason",
      "handler_id",
      "exported_at",
      "exported_sha256",
      "erased_at",
      "erased_values",
      "created_at",
      "created_by",
      "finished_at",
      "finished_by",
      "told_days",
    ],
    ...byId,
  },
  audit_retention: {
    file: "audit/retention.jsonl",
    label: "How long the audit log is kept",
    columns: ["days", "archive", "grace_days", "grace_until"],
    key: [],
  },
  audit_prune: {
    file: "audit/prunes.jsonl",
    label: "What left the audit log",
    columns: [
      "event_id",
      "places",
      "events",
      "before",
      "oldest",
      "newest",
      "pruned_at",
      "archive_sha256",
      "archive_size",
      "archive_erased_by",
    ],
    leftOut: { archive_key: "of the installation; the archives are found by their SHA-256" },
    key: ["event_id"],
  },
  audit_stream: {
    file: "audit/streams.jsonl",
    label: "Where the audit log is sent",
    columns: [
      "id",
      "name",
      "url",
      "format",
      "actions",
      "classes",
      "outcomes",
      "status",
      "secret_version",
      "secret_rotated_at",
      "created_by",
      "created_at",
    ],
    ...byId,
  },
  organization_origin: {
    file: "audit/origins.jsonl",
    label: "Exports of other installations from which it came",
    columns: ["export_id", "manifest_sha256", "product_version", "schema", "snapshot_at", "checkpoint", "imported_at"],
    key: ["export_id"],
  },
  origin_file: {
    file: "audit/origin-files.jsonl",
    label: "What was kept of these exports",
    columns: ["id", "export_id", "path", "size", "sha256", "erased_by"],
    leftOut: { storage_key: "of the installation; the files are found by their SHA-256" },
    ...byId,
  },
  audit_checkpoint: {
    file: "audit/checkpoints.jsonl",
    label: "Signed checkpoints of the audit log",
    columns: ["size", "root::base64", "note", "sealed_at"],
    key: ["size"],
  },
  audit_signing_key: {
    file: "audit/keys.jsonl",
    label: "Keys that signed the audit log",
    columns: ["public_key::base64", "first_used_at"],
    key: ["public_key"],
  },
};

/**
 * What a complete export has, by table: the one list that the writing, the JSON Schemas, the import elsewhere and
 * tests/every-table.test.ts follow.
 */
export const exportedTables: Readonly<Record<string, ExportedTable>> = {
  ...Object.fromEntries(recordTypes.flatMap((type) => [ofType(type), ...ofChildren(type)])),
  ...others,
};

const log = { file: "audit/log.jsonl", as: "the lines of an audit log's export, with what proves them" } as const;

/** Tables that the archive tells in another form than line by line. */
export const toldTables: Readonly<Record<string, Told>> = {
  audit_event: log,
  audit_disclosure: log,
  audit_erasure: log,
  audit_leaf: log,
};

const ofTheProgram = "tells of the program, not of the organization";
const fromTheLog = "told from the audit log, and made anew from it";
const fromRecords = "follows from what is exported";
const gone = (when: string) => `gone ${when}; the audit log tells it`;
const ofThePerson = "belongs to a person, who may be in several organizations, and not to this one";

/** Tables that are not exported, each with its reason. */
export const leftOutTables: Readonly<Record<string, string>> = {
  plan_quota: ofTheProgram,
  organization_usage: fromRecords,
  organization_usage_change: fromRecords,
  abandoned_file: ofTheProgram,
  organization_deletion: "ends with the organization; the audit log tells it",
  erasure_certificate: "there is nobody left to export it",
  erasure_tile: "there is nobody left to export it",
  schema_migration: ofTheProgram,
  installation_count: ofTheProgram,
  installation_day: ofTheProgram,
  installation_change: ofTheProgram,
  installation_rollup: ofTheProgram,
  reminder_clock: ofTheProgram,
  organization_activity: ofTheProgram,
  health_sample: ofTheProgram,
  request_count: ofTheProgram,
  health_pulse: ofTheProgram,
  browser_report: ofTheProgram,
  recorded_error: ofTheProgram,
  recorded_error_hour: ofTheProgram,
  recorded_error_request: ofTheProgram,
  process_minute: ofTheProgram,
  alert: ofTheProgram,
  alert_rule: ofTheProgram,
  alert_evaluation: ofTheProgram,
  stripe_event: ofTheProgram,
  billing_difference: "tells of the installation's books",
  subscription:
    "a contract with the installation's operator, which does not go elsewhere; plan, invoices and the audit log tell of it",
  audit_tile: "follows from the hashes in the log",
  audit_seal_refusal: ofTheProgram,
  audit_sequencer: ofTheProgram,
  audit_stream_position: ofTheProgram,
  audit_archive_erasure: "gone when the archives are written anew",
  audit_block: fromTheLog,
  audit_volume: fromTheLog,
  audit_count: fromTheLog,
  audit_actor_count: fromTheLog,
  idempotent_request: gone("after a day"),
  import_error: gone("with the import's file"),
  import_change: "the audit log tells it",
  import_pending_reference: "empty once an import is done",
  organization_suspension: "while it is there, nothing is exported",
  operator_visit: "the audit log tells it",
  audit_export: gone("after two months"),
  data_export: gone("after two months"),
  person_export: gone("after two months"),
  "auth.user": ofThePerson,
  "auth.account": "secret: hashes of passwords",
  "auth.verification": "secret: what links in mails prove",
  "auth.session": "its token is secret; organization_session shows the rest",
  "auth.session_organization": "organization_session shows it",
  "auth.session_use": "organization_session shows it",
  "auth.last_organization": ofThePerson,
  "auth.two_factor": "secret: what codes are made of",
  "auth.two_factor_enrolment": "secret: what codes are made of",
  "auth.recovery_code": "secret: hashes of recovery codes",
  "auth.trusted_browser": ofThePerson,
  "auth.session_proof": ofThePerson,
  "auth.active_user": ofTheProgram,
  "auth.operator": ofTheProgram,
  "auth.operator_key": ofTheProgram,
  "auth.operator_key_use": ofTheProgram,
  "auth.preference": ofThePerson,
  "auth.setup_token": ofTheProgram,
};

/** A member of a line: `account_id` is `accountId`. */
export function memberOf(column: string): string {
  return column.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `stage.probability::text` as its parts. */
export function columnOf(spec: string): { column: string; member: string; cast: "text" | "base64" | null } {
  const [column, cast] = spec.split("::") as [string, ("text" | "base64")?];
  return { column, member: memberOf(column), cast: cast ?? null };
}
