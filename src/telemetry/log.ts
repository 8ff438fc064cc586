import { pino } from "pino";
import type { Level, Logger as Pino } from "pino";
import type { ErrorRecorder } from "./errors/error-recorder.ts";
import { placeOf, safeErrorOf } from "./errors/safe-error.ts";
import type { SafeError } from "./errors/safe-error.ts";
import { currentRequest, outsideRequests } from "./request-context.ts";

/** Lines of JSON. `details` hold ids, names of the program, and as `err` whatever was thrown; never what people entered. */
export interface Log extends Record<"error" | "warn" | "info" | "debug", Tell> {}
type Tell = (details: Details, message: string) => void;
type Details = Readonly<Record<string, unknown>> & { err?: unknown };

export interface ProductLog extends Log {
  /** Says that something failed which no request waits for. */
  failed(about: string): (error: unknown, details?: Readonly<Record<string, unknown>>) => void;
  /** What tells of the trace that a line belongs to. */
  traceBy(current: () => object | undefined): void;
  /** Where errors go from now on, besides the log. */
  recordIn(recorder: Pick<ErrorRecorder, "note">): void;
}

/**
 * The log of the process. Of errors it tells class, code and place, not the message (see safe-error.ts), and every line
 * within a request has the request's id. Errors are recorded as well.
 */
export function productLog(level: string, sink: Pino = pino({ level })): ProductLog {
  let trace: () => object | undefined = () => undefined;
  let recorder: Pick<ErrorRecorder, "note"> | undefined;
  const tell =
    (at: Level): Tell =>
    ({ err, ...details }, message) => {
      const request = currentRequest();
      const error = err === undefined ? undefined : safeErrorOf(err);
      sink[at]({ ...request, ...trace(), ...details, ...(error && { err: asWritten(error) }) }, message);
      if (at !== "error") return;
      const route = typeof details.kind === "string" ? `job ${details.kind}` : (request?.route ?? null);
      recorder?.note({ about: message, ...(error && { error }), route, requestId: request?.requestId ?? null });
    };
  const log = { error: tell("error"), warn: tell("warn"), info: tell("info"), debug: tell("debug") };
  return {
    ...log,
    failed:
      (about) =>
      (err, details = {}) =>
        outsideRequests(() => log.error({ ...details, err }, about)),
    traceBy: (current) => void (trace = current),
    recordIn: (one) => void (recorder = one),
  };
}

function asWritten({ frames, cause, ...error }: SafeError): Record<string, unknown> {
  return { ...error, stack: frames.map(placeOf), ...(cause && { cause: asWritten(cause) }) };
}
