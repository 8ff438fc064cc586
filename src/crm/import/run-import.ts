import { problemOf } from "../../api/failures.ts";
import { systemActor, internalOrigin } from "../../access/caller.ts";
import type { Work } from "../../audit/work.ts";
import type { Bytes } from "../../records/csv/encoding.ts";
import { customFieldsOf } from "../../records/custom-fields.ts";
import type { RecordType } from "../../records/record-type.ts";
import type { Database } from "../../ports/database.ts";
import type { Storage } from "../../ports/storage.ts";
import { Problem } from "../../problems.ts";
import { inOrganization } from "../../tenancy/in-organization.ts";
import { importBatch } from "./batch.ts";
import { batchesOf } from "./batches.ts";
import { Hopeless, isBeyondPlan, isDeadlock, isPassing, isRefusedData, Overtaken, Pretended } from "./failures.ts";
import type { ImportJob } from "./job.ts";
import { linkSome } from "./link.ts";
import { keysOfRow } from "./match.ts";
import { emptyOutcome } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";
import { endImport, findImport, holdImport, saveIssues, saveOutcome, startImport } from "./progress.ts";
import type { StoredImport } from "./progress.ts";
import { rowReader } from "./row.ts";
import { refreshStatistics } from "./statistics.ts";
import { recordSummary } from "./summary.ts";
import type { ImportRow } from "./row.ts";
import { dataRows, surveyFile } from "./survey.ts";
import type { FileSurvey } from "./survey.ts";
import { targetsOf } from "./target.ts";

export interface ImportTools {
  db: Database;
  storage: Storage;
  types: readonly RecordType[];
}

/** Runs or resumes an import: each batch with its progress in one transaction, so that a row is dealt with once. */
export async function runImport(
  tools: ImportTools,
  organizationId: string,
  importId: string,
  signal?: AbortSignal,
): Promise<void> {
  const { db, types } = tools;
  const stored = await inOrganization(db, systemActor(organizationId), internalOrigin("import"), "audited", ({ sql }) =>
    startImport(sql, organizationId, importId),
  );
  if (!stored) return;
  const door = <T>(body: (work: Work) => Promise<T>) =>
    inOrganization(db, stored.actor, { ...stored.origin, requestId: importId }, "audited", body);
  const run = new Run(
    tools,
    stored,
    types.find(({ name }) => name === stored.recordType)!,
    door,
    signal,
  );
  try {
    await run.execute();
  } catch (error) {
    if (error instanceof Overtaken) return;
    if (error instanceof Hopeless) return run.end("failed", error.message);
    // What may pass is tried again from where it stopped; what is our mistake would fail again.
    if (isPassing(error) || signal?.aborted) throw error;
    await run.end("failed", `Something went wrong on our side. ${whatIsIn}`);
    throw error;
  }
}

const whatIsIn = "Imported rows stay and can be undone.";

type Door = <T>(body: (work: Work) => Promise<T>) => Promise<T>;

class Run {
  readonly #tools: ImportTools;
  readonly #stored: StoredImport;
  readonly #type: RecordType;
  readonly #door: Door;
  readonly #signal: AbortSignal | undefined;
  #job!: ImportJob;
  #processed: number;
  #total: number | null = null;

  constructor(tools: ImportTools, stored: StoredImport, type: RecordType, door: Door, signal: AbortSignal | undefined) {
    this.#tools = tools;
    this.#stored = stored;
    this.#type = type;
    this.#door = door;
    this.#signal = signal;
    this.#processed = stored.processed;
  }

  async execute(): Promise<void> {
    const { plan, id, dryRun } = this.#stored;
    const custom = await this.#door((work) => customFieldsOf(work, this.#type));
    const targets = targetsOf(this.#type, custom);
    const survey = await surveyFile(this.#type, targets, plan, this.#open).catch((error: Error) => {
      throw new Hopeless(error.message);
    });
    if (survey.ambiguities.length > 0) await this.#ask(survey);
    this.#total = survey.rows;
    this.#job = {
      id,
      type: this.#type,
      types: this.#tools.types,
      plan,
      targets,
      dryRun,
      absent: survey.absent,
      pretended: new Set(),
    };
    await this.#door(({ sql, organizationId }) =>
      sql.query("update import set total = $3 where organization_id = $1 and id = $2", [
        organizationId,
        id,
        survey.rows,
      ]),
    );
    const read = rowReader(this.#type, targets, plan, survey.conventions);
    const rows = dataRows(this.#open, survey.dialect);
    for await (const batch of batchesOf(rows, this.#processed, read, (row) => keysOfRow(this.#job, row)))
      await this.#process(batch);
    if (!dryRun && this.#processed > fewRows)
      await this.#door((work) => refreshStatistics(work, touchedTables(this.#type)));
    while (!dryRun && (await this.#link()));
    await this.end("done", null);
  }

  /** Ends the import with its summary in the log. */
  async end(status: "done" | "failed", reason: string | null): Promise<void> {
    const { id } = this.#stored;
    await this.#door(async (work) => {
      await endImport(work.sql, work.organizationId, id, status, reason, this.#total);
      const ended = await findImport(work.sql, work.organizationId, id);
      recordSummary(work, ended!);
    });
  }

  readonly #open = async (): Promise<Bytes> => {
    const { storageKey } = this.#stored;
    const stream = storageKey === null ? null : await this.#tools.storage.read(storageKey);
    if (!stream) throw new Hopeless("The file is no longer there");
    return stream;
  };

  /** Tells each ambiguous column, and the parameter that would settle it. */
  async #ask({ ambiguities }: FileSurvey): Promise<never> {
    const issues = ambiguities.map(({ column, parameter, examples }) => ({
      line: 1,
      column: this.#stored.plan.columns[column]!.column,
      reason: `${examples.map((example) => `“${example}”`).join(", ")} can be read in two ways; say which with ${parameter}`,
    }));
    await this.#door((work) => saveIssues(work.sql, work.organizationId, this.#stored.id, issues));
    throw new Hopeless(
      `Say ${[...new Set(ambiguities.map(({ parameter }) => parameter))].join(" and ")}: the file can be read in two ways`,
    );
  }

  /** Halves a batch that PostgreSQL refuses until the row that it refuses stands alone. */
  async #process(rows: readonly ImportRow[], tries = 5): Promise<void> {
    if (this.#signal?.aborted) throw this.#signal.reason;
    const known = this.#job.dryRun
      ? rows.filter(
          (row) => row.issues.length === 0 && keysOfRow(this.#job, row).some((key) => this.#job.pretended.has(key)),
        )
      : [];
    try {
      const outcome = await this.#attempt(
        rows.filter((row) => !known.includes(row)),
        known.length,
      );
      this.#processed += outcome.processed;
      if (this.#job.dryRun)
        for (const row of rows) for (const key of keysOfRow(this.#job, row)) this.#job.pretended.add(key);
    } catch (error) {
      if (isDeadlock(error) && tries > 0) return this.#process(rows, tries - 1);
      const full = isBeyondPlan(error);
      if (!full && !isRefusedData(error)) throw error;
      if (full && rows.length === 1) throw new Hopeless(`${problemOf(error)!.message} ${whatIsIn}`);
      if (rows.length === 1) return this.#refuse(rows[0]!, error as Error);
      const middle = rows.length >> 1;
      await this.#process(rows.slice(0, middle));
      await this.#process(rows.slice(middle));
    }
  }

  async #attempt(rows: readonly ImportRow[], repeated: number): Promise<Outcome> {
    try {
      return await this.#door(async (work) => {
        await this.#hold(work);
        const outcome = await importBatch(work, this.#job, rows.map(copyOf));
        if (this.#job.dryRun) throw new Pretended(outcome);
        return this.#save(work, outcome);
      });
    } catch (error) {
      if (!(error instanceof Pretended)) throw error;
      const { outcome } = error;
      const told = {
        ...outcome,
        processed: outcome.processed + repeated,
        updated: outcome.updated + repeated,
        touched: [],
        pending: [],
      };
      return this.#door(async (work) => {
        await this.#hold(work);
        return this.#save(work, told);
      });
    }
  }

  async #refuse(row: ImportRow, error: Error): Promise<void> {
    const reason = error instanceof Problem ? error.message : "The database refuses this row";
    const outcome: Outcome = { ...emptyOutcome(1), failed: 1, issues: [{ line: row.line, column: null, reason }] };
    await this.#door(async (work) => {
      await this.#hold(work);
      await this.#save(work, outcome);
    });
    this.#processed += 1;
  }

  async #hold(work: Work): Promise<void> {
    if (!(await holdImport(work.sql, work.organizationId, this.#stored.id, this.#processed))) throw new Overtaken();
  }

  async #save(work: Work, outcome: Outcome): Promise<Outcome> {
    await saveOutcome(work.sql, work.organizationId, this.#stored.id, outcome);
    return outcome;
  }

  #link(): Promise<boolean> {
    return this.#door(async (work) => {
      await this.#hold(work);
      return linkSome(work, this.#job);
    });
  }
}

/** A few rows change no plan. */
const fewRows = 1_000;

function touchedTables({ table }: RecordType): string[] {
  return [table, "import_change", "audit_event", "audit_disclosure"];
}

function copyOf(row: ImportRow): ImportRow {
  return { ...row, values: { ...row.values }, custom: { ...row.custom }, issues: [...row.issues] };
}
