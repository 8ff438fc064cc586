import { readFileSync } from "node:fs";
import { open } from "node:fs/promises";
import type { Finding, Verdict } from "../proofs/log-verdict.ts";
import { parseKey } from "../proofs/note.ts";
import { internalOrigin, systemActor } from "./access/caller.ts";
import { linesOf } from "./audit/lines.ts";
import { sha256 } from "./audit/node-hashing.ts";
import { originOfLog } from "./audit/seal.ts";
import { listLogs, organizationOfNote, verifyStoredLog } from "./audit/verify.ts";
import { verifyExport } from "./audit/verify-export.ts";
import { idsOf, withLogs } from "./installed-logs.ts";
import type { InstalledLogs } from "./installed-logs.ts";
import { unzippedLines } from "./observability/retention/archive-file.ts";
import { listArchives } from "./observability/retention/archives.ts";
import { verifyArchive } from "./observability/retention/verify-archive.ts";
import type { Database } from "./ports/database.ts";
import { listOriginLogs, verifyOriginLog } from "./privacy/import/origins.ts";
import type { OriginLog } from "./privacy/import/origins.ts";
import { UsageError } from "./refusal.ts";
import { inOrganization } from "./tenancy/in-organization.ts";

interface Options {
  organization?: string;
  checkpoint?: string[];
  key?: string[];
  export?: string;
  archives?: boolean;
  json?: boolean;
}

/** One log and what was found of it; `name` is for people. */
interface Report extends Verdict {
  origin: string;
  name: string;
  /** How many checkpoints that somebody kept it was compared with. */
  kept?: number;
  /** How many that the installation had noted in its data folder. */
  noted?: number;
  whole?: boolean;
  waiting?: number;
  notCompared?: number[];
}

/** What somebody kept outside of what is verified. */
interface Kept {
  kept: readonly string[];
  trusted: readonly Uint8Array[] | undefined;
}

type Told = (report: Report) => void;

/** `nextcrm audit verify`. Ends with 1 where something is wrong. */
export async function auditVerify(options: Options): Promise<void> {
  const kept = (options.checkpoint ?? []).map(readNote);
  if (options.export !== undefined && options.organization !== undefined)
    throw new UsageError("An export is of one organization: --organization cannot stand beside --export.");
  if (options.export !== undefined && options.archives)
    throw new UsageError("--archives are those of the installation: they cannot stand beside --export.");
  const trusted = options.key?.map(readKey);
  const findings: Finding[] = [];
  const told: Told = (report) => {
    console.log(options.json ? asJson(report) : asText(report));
    if (report.finding) findings.push(report.finding);
  };
  if (options.export === undefined) await verifyStored(options, { kept, trusted }, told);
  else told(await verifyFile(options.export, { kept, trusted }));
  if (findings.length > 0) process.exitCode = 1;
}

function readNote(file: string): string {
  const note = read(file);
  if (organizationOfNote(note) === null) throw new UsageError(`${file} holds no checkpoint of an audit log.`);
  return note;
}

/** A key as it is told, `name+id+base64`, or a file with one. Logs of one installation share it, whatever its name. */
export function readKey(given: string): Uint8Array {
  const key = parseKey(sha256, /\+[0-9a-f]{8}\+/.test(given) ? given : read(given));
  if (!key) throw new UsageError(`${given} is no key of an audit log.`);
  return key.publicKey;
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}.`, { cause: error });
  }
}

async function verifyFile(file: string, { kept, trusted }: Kept): Promise<Report> {
  const verdict = await verifyExport(await exportedLines(file), kept, trusted);
  const other = kept.find((note) => originOfLog(organizationOfNote(note)!) !== verdict.origin);
  if (other !== undefined)
    throw new UsageError(`The checkpoint is of ${other.split("\n")[0]}, the file of ${verdict.origin}.`);
  return {
    name: verdict.whole ? "The export" : "The selection",
    kept: kept.length - verdict.notCompared.length,
    ...verdict,
  };
}

/** The lines of a file that may be gzipped, as archives are. */
async function exportedLines(file: string): Promise<AsyncGenerator<string>> {
  try {
    const opened = await open(file);
    const { buffer } = await opened.read(Buffer.alloc(2), 0, 2, 0);
    const stream = opened.createReadStream({ start: 0 });
    return buffer.equals(gzipMagic) ? unzippedLines(stream) : linesOf(stream);
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}.`, { cause: error });
  }
}

const gzipMagic = Buffer.from([0x1f, 0x8b]);

/** Each log, and where asked for each archive, as soon as it is verified. */
function verifyStored({ organization, archives }: Options, { kept, trusted }: Kept, told: Told): Promise<void> {
  return withLogs(async ({ db, storage, witness, names }) => {
    for (const id of await wanted({ db, witness, names }, organization, kept)) {
      const mine = kept.filter((note) => organizationOfNote(note) === id);
      const about = { origin: originOfLog(id), name: names.get(id) ?? id };
      // Before the log is read, which may grow meanwhile.
      const noted = [...(await witness.recall([id])).values()].map(({ note }) => note);
      const verdict = await verifyStoredLog(db, id, { kept: [...mine, ...noted], trusted });
      told({ ...about, kept: mine.length, noted: noted.length, ...verdict });
      if (!archives) continue;
      const files = await inOrganization(db, systemActor(id), internalOrigin("verify"), "read-only", ({ sql }) =>
        listArchives(sql, id, Number.MAX_SAFE_INTEGER),
      );
      for (const file of files.toReversed()) {
        const name = `${about.name}, archive ${file.storageKey}`;
        told({ ...about, name, ...(await verifyArchive({ db, storage }, id, file)) });
      }
      for (const log of await originLogs(db, id)) {
        const name = `${about.name}, ${log.path} of the export ${log.exportId}`;
        told({ ...about, name, ...(await verifyOriginLog(storage, log)) });
      }
    }
  });
}

function originLogs(db: Database, id: string): Promise<OriginLog[]> {
  return inOrganization(db, systemActor(id), internalOrigin("verify"), "read-only", ({ sql }) =>
    listOriginLogs(sql, id),
  );
}

/** Without a name all of them, those included that the database lacks and that were signed once. */
async function wanted(
  { db, witness, names }: Pick<InstalledLogs, "db" | "witness" | "names">,
  organization: string | undefined,
  kept: readonly string[],
): Promise<string[]> {
  const named = kept.map((note) => organizationOfNote(note)!);
  if (organization === undefined) {
    const signed = (await Array.fromAsync(witness.logs())).flat();
    return [...new Set([...(await listLogs(db)), ...signed, ...named])];
  }
  const ids = idsOf(names, organization);
  const stranger = named.find((id) => !ids.includes(id));
  if (stranger !== undefined) throw new UsageError(`The checkpoint is of the organization ${stranger}.`);
  return ids;
}

function asJson({ root, ...report }: Report): string {
  return JSON.stringify({ ...report, root: Buffer.from(root).toString("base64") });
}

function asText({ name, size, pruned, erased, checkpoints, kept = 0, noted = 0, ...report }: Report): string {
  const { notCompared = [], finding, waiting = 0, whole } = report;
  if (finding) {
    const { kind, sequence, eventId, sentence } = finding;
    const place = sequence === null ? "" : ` at place ${sequence}`;
    return `✗ ${name}: ${kind}${place}${eventId === undefined ? "" : `, event ${eventId}`}. ${sentence}`;
  }
  const facts = [
    `${size} events as they were sealed`,
    `${checkpoints} ${checkpoints === 1 ? "checkpoint" : "checkpoints"}${kept > 0 ? `, ${kept} of them kept elsewhere` : ""}`,
    ...(noted > 0 ? ["as noted in the data folder"] : []),
    ...(pruned > 0 ? [`${pruned} entries pruned, their hashes kept`] : []),
    ...(erased > 0 ? [`${erased} personal values gone, their digests kept`] : []),
    ...(waiting > 0 ? [`${waiting} events not sealed yet`] : []),
    ...notCompared.map(
      (other) =>
        `NOT compared with the kept checkpoint of ${other} events: ${whole ? "it is younger than" : "that takes the whole log, not"} this file`,
    ),
  ];
  return `✓ ${name}: ${facts.join(", ")}`;
}
