import { createHash } from "node:crypto";
import { framesOf } from "./stack-frames.ts";
import type { Frame } from "./stack-frames.ts";

/**
 * What may be told of an error. Messages hold what people entered (`Key (email)=(…) already exists`), and so do most
 * members that libraries add: only what comes from the program's own text is kept.
 */
export interface SafeError {
  /** Its class. */
  name: string;
  /** SQLSTATE, `ECONNREFUSED`, `ERR_…`. */
  code?: string;
  /** The engine's own sentence, without names and values. */
  summary?: string;
  /** Of a PostgreSQL error. */
  table?: string;
  column?: string;
  constraint?: string;
  /** What a server answered: an SMTP or HTTP status. */
  answered?: number;
  frames: Frame[];
  cause?: SafeError;
}

const className = /^[A-Za-z_$][\w$]{0,59}$/;
const codeName = /^(?=.*[A-Z0-9])[A-Z0-9_]{2,60}$/;
const schemaName = /^[a-z_][a-z0-9_]{0,62}$/;
const deepest = 3;

/** Sentences of V8 and Node.js whose rest may be a value. */
const sentences = [
  /Cannot (?:read|set) properties of (?:undefined|null)/,
  /Cannot destructure/,
  /Cannot convert/,
  /is not a function/,
  /is not (?:async )?iterable/,
  /is not defined/,
  /is not a constructor/,
  /before initialization/,
  /Maximum call stack size exceeded/,
  /Invalid (?:array length|string length|time value|date|URL)/i,
  /Converting circular structure to JSON/,
  /Unexpected end of JSON input/,
  /is not valid JSON/,
  /fetch failed/,
  /operation was aborted/,
  /aborted due to timeout/,
] as const;

export function safeErrorOf(error: unknown, depth = 1): SafeError {
  if (!(error instanceof Error)) return { name: error === null ? "null" : typeof error, frames: [] };
  const told = error as Error & Record<"code" | "table" | "column" | "constraint" | "responseCode", unknown>;
  const code = nameIn(told.code, codeName);
  const summary = summaryOf(error);
  const table = nameIn(told.table, schemaName);
  const column = nameIn(told.column, schemaName);
  const constraint = nameIn(told.constraint, schemaName);
  const answered = told.responseCode;
  return {
    name: classOf(error),
    ...(code !== undefined && { code }),
    ...(summary !== undefined && { summary }),
    ...(table !== undefined && { table }),
    ...(column !== undefined && { column }),
    ...(constraint !== undefined && { constraint }),
    ...(typeof answered === "number" && answered >= 100 && answered < 1_000 && { answered }),
    frames: framesOf(error),
    ...(error.cause instanceof Error && depth < deepest && { cause: safeErrorOf(error.cause, depth + 1) }),
  };
}

/** The innermost frames: whoever calls the code that fails may change. */
const telling = 4;

/**
 * The same for the same fault, whatever values were in it, and after a deployment: the class and the place in the code,
 * without lines. 32 hexadecimal digits.
 */
export function fingerprintOf(error: SafeError | undefined, about: string): string {
  const told: unknown[] = [about];
  for (let one = error; one; one = one.cause) {
    const { name, code, summary, table, column, constraint, answered, frames } = one;
    const places = frames.slice(0, telling).map((frame) => `${frame.file} ${frame.function}`);
    told.push([name, code, summary, table, column, constraint, answered, places]);
  }
  return createHash("sha256").update(JSON.stringify(told)).digest("hex").slice(0, 32);
}

/** A frame as text: `src/crm/convert-lead.ts:41 convertLead`. */
export function placeOf({ file, function: name, line }: Frame): string {
  return `${file}:${line}${name && ` ${name}`}`;
}

function classOf(error: Error): string {
  const own = error.constructor?.name;
  const isTelling = own !== undefined && className.test(own) && own !== "Error" && own !== "DOMException";
  if (isTelling) return own;
  // Whoever sets the name of a plain error may set it to anything.
  return className.test(error.name) && /(Error|Exception)$/.test(error.name) ? error.name : (own ?? "Error");
}

function nameIn(value: unknown, shape: RegExp): string | undefined {
  return typeof value === "string" && shape.test(value) ? value : undefined;
}

function summaryOf({ message }: Error): string | undefined {
  if (typeof message !== "string") return undefined;
  for (const sentence of sentences) {
    const found = sentence.exec(message.slice(0, 2_000));
    if (found) return found[0];
  }
  return undefined;
}
