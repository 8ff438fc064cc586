interface TableStatement {
  /** `tenant`: row security by organization. `operator`: above organizations. `technical`: no data of anybody. */
  isolation: "tenant" | "operator" | "technical";
  /** Why writes need no event of their own; absent where they do. */
  unaudited?: string;
  /** What a complete export does with it. */
  export: string;
  /** How a person's data leaves it. */
  erasure: string;
}

/** Every table that is no record type's, with its isolation, export and erasure. */
export const otherTables: Record<string, TableStatement> = {
  organization: { isolation: "tenant", export: "exported", erasure: "with the organization" },
  member: {
    isolation: "tenant",
    export: "exported",
    erasure: "name and email are replaced when the person is erased",
  },
  invitation: { isolation: "tenant", export: "exported", erasure: "rows with the person's address are deleted" },
  api_key: { isolation: "tenant", export: "exported", erasure: "holds no person's data" },
  network_list: { isolation: "tenant", export: "exported", erasure: "holds no person's data" },
  api_key_use: {
    isolation: "tenant",
    unaudited: "each use has its own event",
    export: "exported",
    erasure: "holds no person's data",
  },
  usage_hour: {
    isolation: "tenant",
    unaudited: "counts of requests; what they did has its own events",
    export: "exported",
    erasure: "holds no person's data",
  },
  plan_quota: {
    isolation: "technical",
    export: "left out: tells of the installation",
    erasure: "holds no person's data",
  },
  organization_usage: {
    isolation: "tenant",
    unaudited: "counts of what has its own events",
    export: "left out: follows from what is exported",
    erasure: "holds no person's data",
  },
  organization_usage_change: {
    isolation: "tenant",
    unaudited: "counts of what has its own events",
    export: "left out: follows from what is exported",
    erasure: "holds no person's data",
  },
  custom_field: { isolation: "tenant", export: "exported", erasure: "holds no person's data" },
  pipeline: { isolation: "tenant", export: "exported", erasure: "holds no person's data" },
  stage: { isolation: "tenant", export: "exported", erasure: "holds no person's data" },
  project_section: { isolation: "tenant", export: "exported", erasure: "with its project" },
  invoice_series: { isolation: "tenant", export: "exported", erasure: "holds no person's data" },
  document_version: { isolation: "tenant", export: "exported", erasure: "with its document" },
  abandoned_file: {
    isolation: "tenant",
    unaudited: "keys of bytes that nobody can reach",
    export: "left out: tells of the program",
    erasure: "holds no person's data",
  },
  comment: { isolation: "tenant", export: "exported", erasure: "with its record, or by its author" },
  saved_view: { isolation: "tenant", export: "exported", erasure: "with the organization" },
  audit_event: { isolation: "tenant", unaudited: "it is the log", export: "exported", erasure: "holds digests only" },
  audit_disclosure: {
    isolation: "tenant",
    unaudited: "it is the log",
    export: "exported",
    erasure: "rows of the person are deleted",
  },
  audit_erasure: { isolation: "tenant", unaudited: "it is the log", export: "exported", erasure: "holds digests only" },
  audit_leaf: { isolation: "tenant", unaudited: "it is the log", export: "exported", erasure: "holds hashes only" },
  audit_tile: {
    isolation: "tenant",
    unaudited: "it is the log",
    export: "left out: follows from the hashes in the log",
    erasure: "holds hashes only",
  },
  audit_checkpoint: {
    isolation: "tenant",
    unaudited: "it is the log",
    export: "exported",
    erasure: "holds hashes only",
  },
  audit_seal_refusal: {
    isolation: "tenant",
    unaudited: "it tells how the log fares",
    export: "left out: tells of the installation",
    erasure: "holds hashes only",
  },
  legal_hold: { isolation: "tenant", export: "exported", erasure: "an owner's words on why values are kept stay" },
  audit_prune: {
    isolation: "tenant",
    unaudited: "each prune has its event",
    export: "exported",
    erasure: "holds no person's data; the archives that it names are written anew",
  },
  audit_retention: { isolation: "tenant", export: "exported", erasure: "holds no person's data" },
  audit_archive_erasure: {
    isolation: "tenant",
    unaudited: "each erasing has its event",
    export: "left out: gone when the archives are written anew",
    erasure: "gone when the archives are written anew",
  },
  audit_block: {
    isolation: "tenant",
    unaudited: "told from the log",
    export: "left out: told from the log",
    erasure: "holds hashes only, which go at once and are made anew from what is left",
  },
  audit_volume: {
    isolation: "tenant",
    unaudited: "told from the log",
    export: "left out: told from the log",
    erasure: "holds ids of events only",
  },
  audit_count: {
    isolation: "tenant",
    unaudited: "told from the log",
    export: "left out: told from the log",
    erasure: "holds no person's data",
  },
  audit_actor_count: {
    isolation: "tenant",
    unaudited: "told from the log",
    export: "left out: told from the log",
    erasure: "holds a person by id only, as the log does",
  },
  audit_sequencer: {
    isolation: "operator",
    export: "left out: tells of the program",
    erasure: "holds no person's data",
  },
  browser_report: {
    isolation: "operator",
    unaudited: "tells of pages; what operators do with it has its events",
    export: "left out: tells of the program",
    erasure: "holds no person's data",
  },
  recorded_error: {
    isolation: "operator",
    unaudited: "what the program met; what operators do with it has its events",
    export: "left out: tells of the program",
    erasure: "holds no person's data",
  },
  recorded_error_hour: {
    isolation: "operator",
    unaudited: "counts of the program's failures",
    export: "left out: tells of the program",
    erasure: "holds no person's data",
  },
  recorded_error_request: {
    isolation: "operator",
    unaudited: "which requests failed",
    export: "left out: tells of the program",
    erasure: "holds no person's data",
  },
  audit_signing_key: { isolation: "operator", export: "exported", erasure: "holds no person's data" },
  audit_stream: { isolation: "tenant", export: "exported", erasure: "holds no person's data" },
  audit_stream_position: {
    isolation: "tenant",
    unaudited: "how far a stream is; each delivery would deliver the next",
    export: "left out: tells of the program",
    erasure: "holds no person's data",
  },
  idempotent_request: {
    isolation: "tenant",
    unaudited: "repeats an answer whose act has its event",
    export: "left out: gone after a day",
    erasure: "gone after a day",
  },
  import: {
    isolation: "tenant",
    unaudited: "tells how far a file is; records and summary have events",
    export: "exported",
    erasure: "who asked and from where goes with the file, 30 days after its end",
  },
  import_error: {
    isolation: "tenant",
    unaudited: "belongs to an import",
    export: "left out: gone with the file",
    erasure: "deleted with the file, 30 days after the import's end",
  },
  import_change: {
    isolation: "tenant",
    unaudited: "belongs to an import",
    export: "left out: the audit log tells it",
    erasure: "holds ids only",
  },
  import_pending_reference: {
    isolation: "tenant",
    unaudited: "belongs to an import",
    export: "left out: empty once an import is done",
    erasure: "deleted with the file, 30 days after the import's end",
  },
  audit_export: {
    isolation: "tenant",
    unaudited: "tells how far a file is; who asked, the end, the links and the downloads have events",
    export: "left out: gone after two months, and the audit log tells it",
    erasure: "the files go when somebody is erased; what was looked for goes when the file does",
  },
  subscription: {
    isolation: "tenant",
    unaudited: "follows what the payment provider says; what changes of it has events",
    export: "left out: a contract with the installation's operator, which does not go elsewhere",
    erasure: "holds no person's data",
  },
  subscription_invoice: {
    isolation: "tenant",
    unaudited: "follows what the payment provider says; payments have events",
    export: "exported",
    erasure: "holds no person's data",
  },
  billing_difference: {
    isolation: "operator",
    export: "left out: tells of the installation's books",
    erasure: "holds no person's data",
  },
  stripe_event: {
    isolation: "operator",
    export: "left out: tells of the installation",
    erasure: "holds ids only, and is gone after 60 days",
  },
  process_minute: {
    isolation: "operator",
    export: "left out: tells of the installation",
    erasure: "holds no person's data",
  },
  alert_evaluation: {
    isolation: "operator",
    export: "left out: tells of the installation",
    erasure: "holds no person's data",
  },
  alert_rule: {
    isolation: "operator",
    unaudited: "what operators change has events; the rest is how the installation stands",
    export: "left out: tells of the installation",
    erasure: "names an operator by id",
  },
  alert: {
    isolation: "operator",
    unaudited: "raising, resolving and silencing have events",
    export: "left out: tells of the installation",
    erasure: "names an operator by id; the reason of a silence goes with the alert, 13 months after its end",
  },
  organization_suspension: {
    isolation: "tenant",
    export: "left out: while it is there, nothing is exported",
    erasure: "names an operator by id, until the suspension ends",
  },
  operator_visit: {
    isolation: "tenant",
    export: "left out: the audit log tells it",
    erasure: "names an operator by id; its reason goes with the organization",
  },
  organization_deletion: {
    isolation: "tenant",
    unaudited: "only functions write it, for acts that have their events",
    export: "left out: it ends with the organization",
    erasure: "names an owner by id, until the organization is gone",
  },
  erasure_certificate: {
    isolation: "operator",
    export: "left out: there is nobody left to export it",
    erasure: "owners' addresses go when the certificate is mailed; what stays holds no person's data",
  },
  erasure_tile: {
    isolation: "operator",
    export: "left out: there is nobody left to export it",
    erasure: "holds hashes only",
  },
  data_export: {
    isolation: "tenant",
    unaudited: "tells how far a file is; who asked, the end and the downloads have events",
    export: "left out: gone after two months, and the audit log tells it",
    erasure: "the files go when somebody is erased",
  },
  request_count: {
    isolation: "technical",
    export: "left out: tells of the installation",
    erasure: "holds no person's data",
  },
  record_retention: { isolation: "tenant", export: "exported", erasure: "names an owner by id only" },
  person_request: {
    isolation: "tenant",
    export: "exported",
    erasure: "names the person by id only; what was written about the request goes when they are erased",
  },
  person_export: {
    isolation: "tenant",
    unaudited: "tells how far a file is; who asked, the end and the downloads have events",
    export: "left out: gone after two months, and the audit log tells it",
    erasure: "the files go when somebody is erased",
  },
  organization_origin: { isolation: "tenant", export: "exported", erasure: "holds no person's data" },
  origin_file: {
    isolation: "tenant",
    export: "exported",
    erasure: "the files that it names are written anew when a person is erased",
  },
  installation_count: {
    isolation: "technical",
    export: "left out: tells of the installation",
    erasure: "holds no person's data",
  },
  installation_day: {
    isolation: "technical",
    export: "left out: tells of the installation",
    erasure: "holds no person's data",
  },
  installation_change: {
    isolation: "technical",
    export: "left out: tells of the installation",
    erasure: "holds no person's data",
  },
  reminder_clock: {
    isolation: "technical",
    export: "left out: tells of the installation",
    erasure: "holds no person's data",
  },
  installation_rollup: {
    isolation: "technical",
    export: "left out: tells of the installation",
    erasure: "holds no person's data",
  },
  organization_activity: {
    isolation: "tenant",
    unaudited: "when something happened that has its own events",
    export: "left out: tells of the installation",
    erasure: "holds no person's data",
  },
  health_pulse: {
    isolation: "technical",
    export: "left out: tells of the installation",
    erasure: "holds no person's data",
  },
  health_sample: {
    isolation: "technical",
    export: "left out: tells of the installation",
    erasure: "holds no person's data",
  },
  schema_migration: {
    isolation: "technical",
    export: "left out: tells of the program",
    erasure: "holds no person's data",
  },
};
