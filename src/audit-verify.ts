import { createReadStream, readFileSync } from "node:fs";
import type { Finding, Verdict } from "../proofs/log-verdict.ts";
import { postgres } from "./adapters/postgres.ts";
import { linesOf } from "./audit/lines.ts";
import { operatorLog } from "./audit/append.ts";
import { verifyExport } from "./audit/verify-export.ts";
import { originOfLog } from "./audit/seal.ts";
import { listLogs, organizationOfNote, verifyStoredLog } from "./audit/verify.ts";
import { withDatabase } from "./commands.ts";
import { loadConfig } from "./config.ts";
import { isId } from "./identifier.ts";
import type { Database } from "./ports/database.ts";
import { UsageError } from "./refusal.ts";

interface Options {
  organization?: string;
  checkpoint?: string[];
  export?: string;
  json?: boolean;
}

/** One log and what was found of it; `name` is for people. */
interface Report extends Verdict {
  origin: string;
  name: string;
  waiting?: number;
  notCompared?: number[];
}

/** `nextcrm audit verify`. Ends with 1 where something is wrong. */
export async function auditVerify(options: Options): Promise<void> {
  const kept = (options.checkpoint ?? []).map(readNote);
  if (options.export !== undefined && options.organization !== undefined)
    throw new UsageError("An export is of one organization: --organization cannot stand beside --export.");
  const reports =
    options.export === undefined ? storedLogs(options.organization, kept) : exportedLog(options.export, kept);
  const findings: Finding[] = [];
  for await (const report of reports) {
    console.log(options.json ? asJson(report) : asText(report));
    if (report.finding) findings.push(report.finding);
  }
  if (findings.length > 0) process.exitCode = 1;
}

function readNote(file: string): string {
  const note = read(file);
  if (organizationOfNote(note) === null) throw new UsageError(`${file} holds no checkpoint of an audit log.`);
  return note;
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}.`, { cause: error });
  }
}

async function* exportedLog(file: string, kept: readonly string[]): AsyncGenerator<Report> {
  const stream = createReadStream(file);
  await new Promise((resolve, reject) => stream.once("open", resolve).once("error", reject)).catch(
    (error: NodeJS.ErrnoException) => {
      throw new UsageError(`${file} cannot be read: ${error.code}.`, { cause: error });
    },
  );
  const verdict = await verifyExport(linesOf(stream), kept);
  const other = kept.find((note) => originOfLog(organizationOfNote(note)!) !== verdict.origin);
  if (other !== undefined)
    throw new UsageError(`The checkpoint is of ${other.split("\n")[0]}, the file of ${verdict.origin}.`);
  yield { name: verdict.whole ? "The export" : "The selection", ...verdict };
}

async function* storedLogs(organization: string | undefined, kept: readonly string[]): AsyncGenerator<Report> {
  const { promise: opened, resolve: open, reject } = Promise.withResolvers<Database>();
  const { promise: done, resolve: close } = Promise.withResolvers<void>();
  const using = withDatabase(loadConfig(), async ({ serve }) => {
    const db = postgres({ ...serve, max: 2 });
    open(db);
    await done;
    await db.close();
  });
  using.catch(reject);
  try {
    const db = await opened;
    const names = await namesOf(db);
    for (const id of await wanted(db, names, organization, kept)) {
      const mine = kept.filter((note) => organizationOfNote(note) === id);
      const verdict = await verifyStoredLog(db, id, { kept: mine });
      yield { origin: originOfLog(id), name: names.get(id) ?? id, ...verdict };
    }
  } finally {
    close();
    await using;
  }
}

async function namesOf(db: Database): Promise<Map<string, string>> {
  const rows = await db.transaction({ role: "nextcrm_operator", readOnly: true }, (sql) =>
    sql.query<{ id: string; name: string }>("select id, name from organization"),
  );
  return new Map([[operatorLog, "The operator's log"], ...rows.map(({ id, name }) => [id, name] as const)]);
}

async function wanted(
  db: Database,
  names: ReadonlyMap<string, string>,
  organization: string | undefined,
  kept: readonly string[],
): Promise<string[]> {
  const named = kept.map((note) => organizationOfNote(note)!);
  if (organization === undefined) return [...new Set([...(await listLogs(db)), ...named])];
  const ids = isId(organization)
    ? [organization]
    : [...names].flatMap(([id, name]) => (name === organization ? [id] : []));
  if (ids.length === 0) throw new UsageError(`There is no organization named ${JSON.stringify(organization)}.`);
  const stranger = named.find((id) => !ids.includes(id));
  if (stranger !== undefined) throw new UsageError(`The checkpoint is of the organization ${stranger}.`);
  return ids;
}

function asJson({ root, ...report }: Report): string {
  return JSON.stringify({ ...report, root: Buffer.from(root).toString("base64") });
}

function asText({ name, size, pruned, erased, checkpoints, waiting = 0, notCompared = [], finding }: Report): string {
  if (finding) {
    const { kind, sequence, eventId, sentence } = finding;
    const place = sequence === null ? "" : ` at place ${sequence}`;
    return `✗ ${name}: ${kind}${place}${eventId === undefined ? "" : `, event ${eventId}`}. ${sentence}`;
  }
  const facts = [
    `${size} events as they were sealed`,
    `${checkpoints} ${checkpoints === 1 ? "checkpoint" : "checkpoints"}`,
    ...(pruned > 0 ? [`${pruned} entries pruned, their hashes kept`] : []),
    ...(erased > 0 ? [`${erased} personal values gone, their digests kept`] : []),
    ...(waiting > 0 ? [`${waiting} events not sealed yet`] : []),
    ...notCompared.map((other) => `the kept checkpoint of ${other} events cannot be compared with this file`),
  ];
  return `✓ ${name}: ${facts.join(", ")}`;
}
