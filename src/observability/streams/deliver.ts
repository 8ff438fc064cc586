import type { StreamSecrets } from "../../audit/stream-secret.ts";
import { webhookHeaders } from "../../audit/stream-secret.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Database, Sql } from "../../ports/database.ts";
import type { Jobs } from "../../ports/jobs.ts";
import { OutgoingError } from "../../ports/outgoing.ts";
import type { Outgoing } from "../../ports/outgoing.ts";
import { readBatch } from "./batch.ts";
import { pauseStream } from "./pause-stream.ts";
import { claimStream, fixEnd, moveOn, noteFailure, releaseStream } from "./position.ts";
import type { Claimed, StreamId } from "./position.ts";
import { pauseAfter } from "./retry.ts";

export interface Delivering {
  db: Database;
  outgoing: Outgoing;
  streamSecrets: StreamSecrets;
  jobs: Jobs;
  clock: Clock;
  publicUrl: string;
  /** For how long a claim holds: longer than an attempt takes. Another process takes over a dead one's after this. */
  claimMilliseconds: number;
}

/** After so long without a success a stream is paused. */
const patienceSeconds = 3 * 86_400;

/**
 * Delivers what comes next of a stream. Answers `more` when the next delivery can follow at once. Progress is committed
 * only after the receiver has answered 2xx: what was not, is sent again under the same id.
 */
export async function deliverNext(
  parts: Delivering,
  stream: StreamId,
  claim: string,
  signal: AbortSignal,
): Promise<"more" | "done"> {
  const prepared = await inStream(parts.db, stream, (sql) => prepare(sql, stream, claim, parts.claimMilliseconds));
  if (prepared === null) return "done";
  const { claimed, body, upto } = prepared;
  if (body === null) return upto > claimed.nextSequence ? "more" : "done";
  const failure = await send(parts, claimed, body, signal);
  if (failure === null) {
    await inStream(parts.db, stream, (sql) => moveOn(sql, claimed, upto, true));
    return "more";
  }
  // Whoever stops has not failed.
  if (!signal.aborted) await fail(parts, claimed, failure);
  return "done";
}

/** Lets others have the stream. */
export function release(db: Database, stream: StreamId, claim: string): Promise<void> {
  return inStream(db, stream, (sql) => releaseStream(sql, stream, claim));
}

/** No door: how far a stream is, is no event, or each delivery would be another. */
function inStream<T>(db: Database, { organizationId }: StreamId, body: (sql: Sql) => Promise<T>): Promise<T> {
  return db.transaction({ role: "nextcrm_app", organizationId, readOnly: false }, body);
}

async function prepare(sql: Sql, stream: StreamId, claim: string, claimMilliseconds: number) {
  const claimed = await claimStream(sql, stream, claim, claimMilliseconds);
  if (!claimed) return null;
  const { nextSequence, deliveringUpto } = claimed;
  const { body, nextSequence: upto } = await readBatch(sql, claimed, nextSequence, deliveringUpto ?? undefined);
  if (body !== null) await fixEnd(sql, claimed, upto);
  else if (upto > nextSequence) await moveOn(sql, claimed, upto, false);
  return { claimed, body, upto };
}

interface Failure {
  error: string;
  retryAfterSeconds: number | null;
  /** The receiver says that it wants nothing any more. */
  isFinal: boolean;
}

async function send(
  { outgoing, streamSecrets, clock }: Delivering,
  claimed: Claimed,
  body: string,
  signal: AbortSignal,
): Promise<Failure | null> {
  const { id, secretVersion: version, signsWithBoth, generation, nextSequence, url } = claimed;
  const versions = signsWithBoth ? [version, version - 1] : [version];
  const headers = webhookHeaders(
    deliveryId(id, generation, nextSequence),
    clock.now(),
    body,
    versions.map((one) => streamSecrets.of(id, one)),
  );
  try {
    const { status, retryAfterSeconds } = await outgoing.post(url, headers, body, signal);
    if (status >= 200 && status < 300) return null;
    return { error: sentenceOf(status), retryAfterSeconds, isFinal: status === 410 };
  } catch (error) {
    if (!(error instanceof OutgoingError)) throw error;
    return { error: error.message, retryAfterSeconds: null, isFinal: false };
  }
}

/** Stable over repeats: the stream, how often somebody set its position, and the first place. */
export function deliveryId(streamId: string, generation: number, firstSequence: number): string {
  return `msg_${streamId}_${generation}_${firstSequence}`;
}

export function sentenceOf(status: number): string {
  const more = status >= 300 && status < 400 ? "; redirects are not followed" : "";
  return `The receiver answered ${status}${more}.`;
}

async function fail(parts: Delivering, claimed: Claimed, { error, retryAfterSeconds, isFinal }: Failure) {
  const pause = pauseAfter(claimed.attempts + 1, retryAfterSeconds);
  const seconds = await inStream(parts.db, claimed, (sql) => noteFailure(sql, claimed, error, pause));
  if (isFinal || seconds > patienceSeconds) await pauseStream(parts, claimed, error);
}
